"""Words and pages: what values say of themselves, in Chinese and English."""
