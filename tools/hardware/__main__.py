"""`python -m tools.hardware`: writes all that is made from board.py anew."""

from tools.hardware.files import write_all

if __name__ == "__main__":
    write_all()
