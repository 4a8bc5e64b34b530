package porteira.pipeline;

import java.util.ArrayList;
import java.util.List;
import porteira.nat.Address;
import porteira.nat.AddressRanges;
import porteira.policy.Action;
import porteira.policy.Action.Translate.End;
import porteira.policy.Interval;

/** What a rule wants a connection's one end to be behind the gateway. Immutable. */
final class NatTarget
{
    private final End end;
    private final int network;
    private final boolean hasAddress;
    private final long firstHigh;
    private final long firstLow;
    private final long lastHigh;
    private final long lastLow;
    private final boolean hasPort;
    private final int firstPort;
    private final int lastPort;

    NatTarget(final Action.Translate translate)
    {
        end = translate.end();
        network = translate.network();
        final Interval addresses = translate.addresses();
        hasAddress = null != addresses;
        firstHigh = hasAddress ? addresses.first().hi() : 0;
        firstLow = hasAddress ? addresses.first().lo() : 0;
        lastHigh = hasAddress ? addresses.last().hi() : 0;
        lastLow = hasAddress ? addresses.last().lo() : 0;
        hasPort = null != translate.ports();
        firstPort = hasPort ? (int)translate.ports().first().lo() : 0;
        lastPort = hasPort ? (int)translate.ports().last().lo() : 0;
    }

    /** The addresses that some targets at one end may choose from. */
    static AddressRanges ranges(final List<NatTarget> targets, final End end)
    {
        final List<AddressRanges.Range> ranges = new ArrayList<>();
        for (final NatTarget target : targets)
        {
            if (target.hasAddress && end == target.end)
            {
                ranges.add(new AddressRanges.Range(
                    new Address(target.network, target.firstHigh, target.firstLow),
                    new Address(target.network, target.lastHigh, target.lastLow)));
            }
        }
        return new AddressRanges(ranges);
    }

    End end()
    {
        return end;
    }

    /** {@code PacketLayout.NETWORK_*} of the packets that it is for. */
    int network()
    {
        return network;
    }

    /** False if the address stays, or is the port's own. */
    boolean hasAddress()
    {
        return hasAddress;
    }

    /** Upper half of the address for a hash. */
    long high(final long hash)
    {
        return firstHigh == lastHigh ? firstHigh :
            firstHigh + Long.remainderUnsigned(hash >>> Byte.SIZE, lastHigh - firstHigh);
    }

    /** Its lower half. */
    long low(final long hash)
    {
        final long size = firstHigh == lastHigh ? lastLow - firstLow + 1 : -firstLow;
        return 0 == size ? hash : firstLow + Long.remainderUnsigned(hash, size);
    }

    /** False if the port stays where it can. */
    boolean hasPort()
    {
        return hasPort;
    }

    /** Lowest port to choose. */
    int firstPort()
    {
        return firstPort;
    }

    /** Highest port to choose. */
    int lastPort()
    {
        return lastPort;
    }
}
