from host_tests.integer_range import Small
def test_a():
    assert Small(3)+1 == 4
