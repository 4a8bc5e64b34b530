package porteira.pipeline;

import porteira.dpdk.LinkState;

/** A port as a test sets it. */
final class FakeProbe implements PortProbe
{
    boolean up = true;
    long missed;
    RuntimeException failure;

    @Override
    public LinkState link()
    {
        fail();
        return new LinkState(up, 10_000, true, true);
    }

    @Override
    public void refresh()
    {
        fail();
    }

    @Override
    public long rxMissed()
    {
        return missed;
    }

    @Override
    public long rxErrors()
    {
        return 0;
    }

    @Override
    public long txErrors()
    {
        return 0;
    }

    @Override
    public long rxNoMbuf()
    {
        return 0;
    }

    private void fail()
    {
        if (null != failure)
        {
            throw failure;
        }
    }
}
