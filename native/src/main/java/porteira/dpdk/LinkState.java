package porteira.dpdk;

/**
 * A port's link as the driver last saw it.
 *
 * @param up         true if frames can pass
 * @param speedMbps  megabits per second, {@link #SPEED_UNKNOWN} if the driver does not say
 * @param fullDuplex true if both ends may send at once
 * @param autoneg    true if speed was negotiated
 */
public record LinkState(boolean up, int speedMbps, boolean fullDuplex, boolean autoneg)
{
    /** The driver does not know the speed. */
    public static final int SPEED_UNKNOWN = -1;
}
