package porteira.pipeline;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import porteira.policy.Log;
import porteira.policy.Rule;
import porteira.tree.Leaf;
import porteira.wire.AddressText;
import porteira.wire.EthernetFlyweight;
import porteira.wire.IpProtocol;
import porteira.wire.PacketLayout;
import porteira.wire.PacketParser;
import porteira.wire.TransportFlyweight;
import porteira.wire.Tunnels;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Turns events into lines of JSON: one object a line, fields that do not apply are absent. Every line has {@code ts}
 * (UTC, milliseconds) and {@code event}; the methods say what else. One thread.
 */
final class EventWriter
{
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final JsonFactory factory = JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM).build();
    private final UnsafeBuffer head = new UnsafeBuffer(0, 0);
    private final StringBuilder text = new StringBuilder();
    private final EventLog log;
    private final BridgePorts ports;

    EventWriter(final EventLog log, final BridgePorts ports)
    {
        this.log = log;
        this.ports = ports;
    }

    /**
     * A line for each log statement that a frame met: {@code lane prefix level verdict rule label in srcMac dstMac vlan
     * src dst protocol srcPort dstPort tunnel length}. {@code rule} is the place of the rule that decided,
     * {@code label} its comment or text; {@code tunnel} has the type and the same fields of the packet inside.
     *
     * @param policy the one that judged; null if it is not known any more
     */
    void log(final int lane, final PolicyUpdate policy, final DirectBuffer buffer, final int index)
    {
        if (null == policy)
        {
            write("log", buffer.getLong(index + EventRecord.TIME_OFFSET), (json) ->
            {
                json.writeNumberProperty("lane", lane);
                frame(json, buffer, index);
            });
            return;
        }

        final Leaf leaf = policy.leaf(buffer.getInt(index + EventRecord.LEAF_OFFSET));
        for (final Log statement : leaf.logs())
        {
            write("log", buffer.getLong(index + EventRecord.TIME_OFFSET), (json) ->
            {
                final Rule rule = policy.rules().get(leaf.rule());
                json.writeNumberProperty("lane", lane);
                json.writeStringProperty("prefix", statement.prefix());
                json.writeStringProperty("level", statement.level());
                json.writeStringProperty("verdict", leaf.verdict().name().toLowerCase(Locale.ROOT));
                json.writeStringProperty("rule", rule.location());
                json.writeStringProperty("label", rule.label());
                frame(json, buffer, index);
            });
        }
    }

    /** {@code port up speedMbps}: a port's link came or went. */
    void link(final long nowMs, final int port, final boolean up, final int speedMbps)
    {
        write("link", nowMs, (json) ->
        {
            json.writeStringProperty("port", ports.name(port));
            json.writeBooleanProperty("up", up);
            if (up && speedMbps > 0)
            {
                json.writeNumberProperty("speedMbps", speedMbps);
            }
        });
    }

    /** {@code policy generation rules dryRun}: all lanes use this policy now; dryRun: and let every frame pass. */
    void policy(final long nowMs, final PolicyUpdate policy)
    {
        write("policy", nowMs, (json) ->
        {
            json.writeStringProperty("policy", policy.name());
            json.writeNumberProperty("generation", policy.generation());
            json.writeNumberProperty("rules", policy.rules().size());
            if (policy.isDry())
            {
                json.writeBooleanProperty("dryRun", true);
            }
        });
    }

    /** {@code lane stalls}: the classifier thread has stopped, the poller acts; so often since the last such event. */
    void stallBegin(final long nowMs, final int lane, final long stalls)
    {
        write("stall", nowMs, (json) ->
        {
            json.writeNumberProperty("lane", lane);
            json.writeNumberProperty("stalls", stalls);
        });
    }

    /** {@code lane bridged dropped}: the classifier thread is back; frames that went unjudged since it was away. */
    void stallEnd(final long nowMs, final int lane, final long bridged, final long dropped)
    {
        write("stall_end", nowMs, (json) ->
        {
            json.writeNumberProperty("lane", lane);
            json.writeNumberProperty("bridged", bridged);
            json.writeNumberProperty("dropped", dropped);
        });
    }

    /** {@code lane suppressed lost}: log events of a lane that left no line since the last such event. */
    void suppressed(final long nowMs, final int lane, final long suppressed, final long lost)
    {
        write("suppressed", nowMs, (json) ->
        {
            json.writeNumberProperty("lane", lane);
            json.writeNumberProperty("suppressed", suppressed);
            json.writeNumberProperty("lost", lost);
        });
    }

    /** {@code error count}: an exception that was caught, in one line, and how often it was seen so far. */
    void error(final long nowMs, final String error, final int count)
    {
        write("error", nowMs, (json) ->
        {
            json.writeStringProperty("error", error);
            json.writeNumberProperty("count", count);
        });
    }

    /** {@code start} and {@code stop} of the gateway. */
    void lifecycle(final long nowMs, final String event)
    {
        write(event, nowMs, (json) -> json.writeNumberProperty("pid", ProcessHandle.current().pid()));
    }

    private void write(final String event, final long timeMs, final Body body)
    {
        try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), log.line()))
        {
            json.writeStartObject();
            json.writeStringProperty("ts", TIME.format(Instant.ofEpochMilli(timeMs)));
            json.writeStringProperty("event", event);
            body.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        }
        log.endLine();
    }

    private void frame(final JsonGenerator json, final DirectBuffer buffer, final int index)
    {
        final int length = buffer.getInt(index + EventRecord.HEAD_LENGTH_OFFSET);
        head.wrap(buffer, index + EventRecord.HEAD_OFFSET, length);
        json.writeStringProperty("in", ports.name(buffer.getInt(index + EventRecord.INGRESS_OFFSET)));
        if (length >= EthernetFlyweight.HEADER_LENGTH)
        {
            json.writeStringProperty("srcMac", mac(EthernetFlyweight.SOURCE_OFFSET));
            json.writeStringProperty("dstMac", mac(EthernetFlyweight.DESTINATION_OFFSET));
        }

        final long layout = PacketParser.ethernet(head, length);
        vlans(json, layout);
        packet(json, layout);
        tunnels(json, layout, length);
        json.writeNumberProperty("length", buffer.getInt(index + EventRecord.FRAME_LENGTH_OFFSET));
    }

    /** Each packet as an object within that of the packet that carries it. */
    private void tunnels(final JsonGenerator json, final long outermost, final int length)
    {
        int depth = 0;
        long carrier = outermost;
        long inner = Tunnels.inner(head, carrier, length);
        for (; 0 != inner && depth < Tunnels.MAX_DEPTH; depth++)
        {
            json.writeObjectPropertyStart("tunnel");
            json.writeStringProperty("type", Tunnels.word(head, carrier));
            packet(json, inner);
            carrier = inner;
            inner = Tunnels.inner(head, carrier, length);
        }
        for (; 0 < depth; depth--)
        {
            json.writeEndObject();
        }
    }

    private void vlans(final JsonGenerator json, final long layout)
    {
        final int count = PacketLayout.vlanCount(layout);
        if (count > 0)
        {
            json.writeArrayPropertyStart("vlan");
            for (int i = 0; i < count; i++)
            {
                json.writeNumber(EthernetFlyweight.vlanId(
                    head, EthernetFlyweight.HEADER_LENGTH + i * EthernetFlyweight.TAG_LENGTH));
            }
            json.writeEndArray();
        }
    }

    private void packet(final JsonGenerator json, final long layout)
    {
        if (PacketLayout.NETWORK_NONE == PacketLayout.network(layout))
        {
            return;
        }
        text.setLength(0);
        AddressText.appendSource(text, head, layout);
        json.writeStringProperty("src", text.toString());
        text.setLength(0);
        AddressText.appendDestination(text, head, layout);
        json.writeStringProperty("dst", text.toString());

        final int protocol = PacketLayout.protocol(layout);
        json.writeStringProperty("protocol", protocolName(protocol));
        if (PacketLayout.TRANSPORT_NONE != PacketLayout.transport(layout) && hasPorts(protocol))
        {
            final int offset = PacketLayout.transportOffset(layout);
            json.writeNumberProperty("srcPort", TransportFlyweight.sourcePort(head, offset));
            json.writeNumberProperty("dstPort", TransportFlyweight.destinationPort(head, offset));
        }
    }

    private String mac(final int offset)
    {
        text.setLength(0);
        AddressText.appendEthernet(text, head, offset);
        return text.toString();
    }

    private static boolean hasPorts(final int protocol)
    {
        return IpProtocol.ICMP != protocol && IpProtocol.ICMPV6 != protocol;
    }

    /** As /etc/protocols has it; a number where the parser knows no header of it. */
    private static String protocolName(final int protocol)
    {
        return switch (protocol)
        {
            case IpProtocol.TCP -> "tcp";
            case IpProtocol.UDP -> "udp";
            case IpProtocol.UDP_LITE -> "udplite";
            case IpProtocol.SCTP -> "sctp";
            case IpProtocol.DCCP -> "dccp";
            case IpProtocol.ICMP -> "icmp";
            case IpProtocol.ICMPV6 -> "icmpv6";
            default -> Integer.toString(protocol);
        };
    }

    /** What stands in a line behind its time and kind. */
    @FunctionalInterface
    private interface Body
    {
        void write(JsonGenerator json);
    }
}
