package porteira.config;

import porteira.problem.Problem;

import java.util.ArrayList;
import java.util.List;

/** Compares wanted values with limits and words the problems. */
final class LimitCheck
{
    private final ProfilePlaces places;
    private final String port;
    private final List<Problem> problems = new ArrayList<>();

    /** @param port whose limits they are, e.g. {@code port lan}, or empty for those of documents. */
    LimitCheck(final ProfilePlaces places, final String port)
    {
        this.places = places;
        this.port = port;
    }

    List<Problem> problems()
    {
        return List.copyOf(problems);
    }

    void descriptors(final String key, final int value, final int min, final int max, final int align)
    {
        if (value < min || hasMax(max) && value > max)
        {
            atKey(key, value, "limit " + range(min, max));
        }
        else if (align > 1 && 0 != value % align)
        {
            atKey(key, value, "limit multiples of " + align);
        }
    }

    void lanes(final int lanes, final int queuesMax, final int queues)
    {
        if (queuesMax > 0 && lanes > queuesMax)
        {
            atKey("queues_max", queuesMax, "lanes.count=" + lanes + " needs as many queues");
        }
        if (hasMax(queues) && lanes > queues)
        {
            problems.add(new Problem(port, 0, 0, "lanes.count=" + lanes + ": limit " + queues + " queues"));
        }
    }

    void queues(final int queuesMax, final int queues)
    {
        if (hasMax(queues) && queuesMax > queues)
        {
            atKey("queues_max", queuesMax, "limit " + queues);
        }
    }

    /** @param configured in gateway.toml, 0 = not. */
    void mtu(final int configured, final int profile, final int min, final int max)
    {
        final int mtu = 0 == configured ? profile : configured;
        if (mtu < min || hasMax(max) && mtu > max)
        {
            if (0 == configured)
            {
                atKey("mtu_bytes", mtu, "limit " + range(min, max));
            }
            else
            {
                problems.add(new Problem(port, 0, 0, "mtu=" + mtu + ": limit " + range(min, max)));
            }
        }
    }

    void rss(final RssSettings rss, final PortLimits reported)
    {
        if (0 == reported.rssOffloads())
        {
            atKey("rss", true, "limit false: the port offers no RSS, so only one lane would get frames");
            return;
        }
        if (0 == (reported.rssOffloads() & rss.hashBits()))
        {
            atKey("rss_hash", String.format("0x%x", rss.hashBits()),
                String.format("limit RTE_ETH_RSS_* bits 0x%x", reported.rssOffloads()));
        }
        keyBytes(rss, reported.rssKeyBytes());
    }

    void keyBytes(final RssSettings rss, final int bytes)
    {
        if (0 != bytes && bytes != rss.keyBytes())
        {
            atKey("rss_key_bytes", rss.keyBytes(), "limit " + bytes);
        }
    }

    private void atKey(final String key, final Object value, final String limit)
    {
        problems.add(places.problem(key, key + "=" + value + ": " + limit + (port.isEmpty() ? "" : " (" + port + ")")));
    }

    private static boolean hasMax(final int max)
    {
        return 0 != max && PortLimits.NO_MAX != max;
    }

    private static String range(final int min, final int max)
    {
        return hasMax(max) ? min + ".." + max : "at least " + min;
    }
}
