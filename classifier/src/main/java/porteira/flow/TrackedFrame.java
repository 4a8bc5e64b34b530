package porteira.flow;

import org.agrona.DirectBuffer;

/**
 * The current frame of a lane as its {@link ConnectionTracker} sees it: looked up when somebody first asks, and no more
 * than once, whoever else asks. {@link #begin} comes before each frame.
 */
public final class TrackedFrame
{
    private final ConnectionTracker connections;
    private int lookups;
    private boolean isUsual;
    private long nowMs;
    private int state;
    private boolean isTracked;

    /** Of a lane's tracker, all of whose frames come through here. */
    public TrackedFrame(final ConnectionTracker connections)
    {
        this.connections = connections;
    }

    /** The next calls are about another frame. */
    public void begin(final long nowMs)
    {
        this.nowMs = nowMs;
        isTracked = false;
    }

    /** {@link CtState} of the frame; parameters as {@link ConnectionTracker#track} has them. */
    public int state(final DirectBuffer frame, final int length, final long layout, final int ingress)
    {
        if (!isTracked)
        {
            state = connections.track(frame, length, layout, ingress, nowMs);
            isTracked = true;
            lookups++;
        }
        return state;
    }

    /** A burst of frames is over. */
    public void endBurst(final int frames)
    {
        isUsual = 2 * lookups > frames;
        lookups = 0;
    }

    /**
     * The frames of a burst come next: bring near what will be asked of them, if somebody asked for most frames of the
     * last burst and connections are too many to be near anyway.
     *
     * @param layouts 0 for a frame that cannot be read
     */
    public void prefetch(final DirectBuffer[] frames, final long[] layouts, final int count)
    {
        if (isUsual && connections.isLarge())
        {
            connections.prefetch(frames, layouts, count);
        }
    }

    /** Nobody has asked after all: the frame begins no connection. */
    public void forget()
    {
        isTracked = false;
    }

    /** The frame passes. @return false if it begins a connection for which there is no room */
    public boolean confirm()
    {
        return !isTracked || connections.confirm();
    }

    /** True if somebody has asked. */
    public boolean isTracked()
    {
        return isTracked;
    }
}
