package porteira.dpdk;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertThrows;

class AllocationAssertTest
{
    private Object kept;
    private long sum;

    @Test
    void shouldPassWhenNothingIsAllocated()
    {
        AllocationAssert.none(() -> sum += sum + 1);
    }

    @Test
    void shouldFailWhenOneObjectIsAllocatedPerCall()
    {
        assertThrows(AssertionError.class, () -> AllocationAssert.none(() -> kept = new Object()));
    }
}
