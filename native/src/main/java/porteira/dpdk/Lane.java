package porteira.dpdk;

/** Where a classifier thread gets its frames and gives them back: rings to a poller, or own calls to the ports. */
public interface Lane extends AutoCloseable
{
    /** This lane's number, which is also its queue on every port. */
    int id();

    /** Called once by the thread that will call {@link #poll}, before the first one. */
    void onStart();

    /**
     * Hand at most {@code burstLimit} waiting bursts to {@code handler} and pass its answers on. Never blocks.
     * A burst whose answer finds no room stays where it is until a later call.
     *
     * @return frames handed over
     */
    int poll(BurstHandler handler, int burstLimit);

    /** Called once by the polling thread after its last {@link #poll}. */
    void onClose();

    @Override
    void close();
}
