"""How well heat and motor are regulated, beside what people would use instead, on the same pads."""
