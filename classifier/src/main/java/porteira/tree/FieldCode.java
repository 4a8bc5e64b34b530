package porteira.tree;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import porteira.policy.Detail;
import porteira.policy.Field;
import porteira.policy.Kind;
import porteira.policy.Layer;
import porteira.set.Membership;
import porteira.wire.Gre;
import porteira.wire.IpInIp;
import porteira.wire.Mpls;
import porteira.wire.PacketLayout;
import porteira.wire.Pppoe;
import porteira.wire.Teredo;
import porteira.wire.Tunnels;

/** Emits code that reads one field of a frame onto the operand stack, in host byte order. */
final class FieldCode
{
    // Offsets by RFC 791, 792, 8200, 9293 and IEEE 802.1Q.
    private static final int ETHER_TYPE_OFFSET = 12;
    private static final int ETHER_SOURCE_OFFSET = 6;
    private static final int VLAN_TAG_OFFSET = 14;
    private static final int ETHERNET_LENGTH = 14;
    private static final int GROUP_SHIFT = 40;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;
    private static final int IP_PROTOCOL_OFFSET = 9;
    private static final int IP_SOURCE_OFFSET = 12;
    private static final int IP_DESTINATION_OFFSET = 16;
    private static final int IP6_NEXT_HEADER_OFFSET = 6;
    private static final int IP6_SOURCE_OFFSET = 8;
    private static final int IP6_DESTINATION_OFFSET = 24;
    private static final int DESTINATION_PORT_OFFSET = 2;
    private static final int TCP_FLAGS_OFFSET = 13;

    private static final ClassDesc LAYOUT = PacketLayout.class.describeConstable().orElseThrow();
    private static final ClassDesc TEREDO = Teredo.class.describeConstable().orElseThrow();
    private static final ClassDesc LOADS = Loads.class.describeConstable().orElseThrow();
    private static final ClassDesc MEMBERSHIP = Membership.class.describeConstable().orElseThrow();
    private static final ClassDesc QUERY = Query.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc FIXED_SHORT_TYPE =
        MethodTypeDesc.of(ConstantDescs.CD_int, Frame.BUFFER, ConstantDescs.CD_int);
    private static final MethodTypeDesc MAC_TYPE =
        MethodTypeDesc.of(ConstantDescs.CD_long, Frame.BUFFER, ConstantDescs.CD_int);
    private static final MethodTypeDesc LAYOUT_TYPE =
        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_long);

    private final CodeBuilder code;
    private final Frame frame;
    private final ClassDesc self;

    FieldCode(final CodeBuilder code, final Frame frame, final ClassDesc self)
    {
        this.code = code;
        this.frame = frame;
        this.self = self;
    }

    static String constantName(final int index)
    {
        return "CONSTANT_" + index;
    }

    /** The type under which generated code knows a constant of {@link Lowering#constants}. */
    static ClassDesc constantType(final Object constant)
    {
        return constant instanceof Query ? QUERY : MEMBERSHIP;
    }

    /** An {@code int} or a {@code long}, as {@link Step.Source#isInt} says. */
    void read(final Step.Source source)
    {
        switch (source.part())
        {
            case WHOLE -> readWhole(source.field());
            case HIGH -> readLong(source.field(), 0);
            case LOW -> readLong(source.field(), Long.BYTES);
            case MEMBER ->
            {
                code.getstatic(self, constantName(source.index()), MEMBERSHIP);
                readHalves(source.field());
                code.invokeinterface(MEMBERSHIP, "contains",
                    MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_long, ConstantDescs.CD_long));
            }
            case WHOLE_CONDITION ->
            {
                code.getstatic(self, constantName(source.index()), QUERY);
                loadFrame();
                frame.loadEgress(code);
                code.invokeinterface(QUERY, "test", MethodTypeDesc.of(
                    ConstantDescs.CD_boolean, Frame.BUFFER, ConstantDescs.CD_int, ConstantDescs.CD_long,
                    ConstantDescs.CD_int, ConstantDescs.CD_int));
            }
            case ASKED ->
            {
                frame.loadState(code);
                code.loadConstant(source.index());
                loadFrame();
                code.invokeinterface(Frame.STATE, "ask", MethodTypeDesc.of(
                    ConstantDescs.CD_boolean, ConstantDescs.CD_int, Frame.BUFFER, ConstantDescs.CD_int,
                    ConstantDescs.CD_long, ConstantDescs.CD_int));
            }
        }
    }

    private void loadFrame()
    {
        frame.loadBuffer(code);
        frame.loadLength(code);
        frame.loadLayout(code);
        frame.loadIngress(code);
    }

    private void readHalves(final Field field)
    {
        if (Long.SIZE < field.bits())
        {
            readLong(field, 0);
            readLong(field, Long.BYTES);
            return;
        }
        code.lconst_0();
        readWhole(field);
        if (Integer.SIZE >= field.bits())
        {
            code.i2l().loadConstant(0xFFFFFFFFL).land();
        }
    }

    private void readWhole(final Field field)
    {
        readUnmasked(field);
        if (field.detail() instanceof Detail.Masked)
        {
            if (Integer.SIZE >= field.bits())
            {
                code.loadConstant((int)field.mask().lo()).iand();
            }
            else
            {
                code.loadConstant(field.mask().lo()).land();
            }
        }
    }

    private void readUnmasked(final Field field)
    {
        final int network = frame.layoutSlot(field.layer());
        switch (field.kind())
        {
            case L4_PROTOCOL -> layout(network, "protocol");
            case TRANSPORT -> layout(network, "transport");
            case VLAN_COUNT -> layout(network, "vlanCount");
            case FRAGMENT -> layout(network, "fragment");
            case FRAME_LENGTH -> readFrameLength(network);
            case PACKET_TYPE -> readPacketType();
            case NETWORK -> readNetwork(field.layer());
            case PROVEN -> readProven(field.layer());
            case INGRESS -> frame.loadIngress(code);
            case EGRESS -> frame.loadEgress(code);
            case ETHERNET ->
            {
                // 1 for any offset above 0: the sign of its negative.
                layout(network, "networkOffset");
                code.ineg().loadConstant(Integer.SIZE - 1).iushr();
            }
            case SOURCE_PORT -> readShort(network, "transport", 0);
            case DESTINATION_PORT -> readShort(network, "transport", DESTINATION_PORT_OFFSET);
            case TCP_FLAGS -> readByte(network, "transport", TCP_FLAGS_OFFSET);
            case ICMP_TYPE, ICMPV6_TYPE -> readByte(network, "transport", 0);
            case IP_PROTOCOL -> readByte(network, "network", IP_PROTOCOL_OFFSET);
            case IP6_NEXT_HEADER -> readByte(network, "network", IP6_NEXT_HEADER_OFFSET);
            case IP_SOURCE -> readInt(network, IP_SOURCE_OFFSET);
            case IP_DESTINATION -> readInt(network, IP_DESTINATION_OFFSET);
            case ETHER_PROTOCOL -> readShort(network, "network", -Short.BYTES);
            case ETHER_TYPE -> readFixedShort(ETHER_TYPE_OFFSET);
            case VLAN_ID ->
            {
                readFixedShort(VLAN_TAG_OFFSET);
                code.loadConstant(0xFFF).iand();
            }
            case ETHER_SOURCE -> readMac(ETHER_SOURCE_OFFSET);
            case ETHER_DESTINATION -> readMac(0);
            case CT_STATE ->
            {
                frame.loadState(code);
                loadFrame();
                code.invokeinterface(Frame.STATE, "connection", MethodTypeDesc.of(
                    ConstantDescs.CD_int, Frame.BUFFER, ConstantDescs.CD_int, ConstantDescs.CD_long,
                    ConstantDescs.CD_int));
            }
            case LINK_BYTES, NETWORK_BYTES, TRANSPORT_BYTES, IP6_SOURCE, IP6_DESTINATION ->
                throw new IllegalArgumentException("not read as a whole: " + field);
        }
    }

    /** Four bytes less where there is a VLAN tag. */
    private void readFrameLength(final int slot)
    {
        frame.loadLength(code);
        code.loadConstant(ETHERNET_LENGTH).isub();
        layout(slot, "vlanCount");
        code.ineg().loadConstant(Integer.SIZE - 1).iushr().iconst_2().ishl().isub();
    }

    /** Twice the group bit, less one where no address is above the destination. */
    private void readPacketType()
    {
        readMac(0);
        code.loadConstant(GROUP_SHIFT).lushr().lconst_1().land().l2i().iconst_1().ishl();
        readMac(0);
        code.loadConstant(BROADCAST).lcmp().iconst_1().iadd().isub();
    }

    private void layout(final int slot, final String accessor)
    {
        code.lload(slot).invokestatic(LAYOUT, accessor, LAYOUT_TYPE);
    }

    /** In a tunnel this is the first question about it, so here the inner packet is looked for. */
    private void readNetwork(final Layer layer)
    {
        final int slot = frame.layoutSlot(layer);
        if (null != layer.carrier())
        {
            frame.loadBuffer(code);
            code.lload(frame.layoutSlot(layer.carrier()));
            frame.loadLength(code);
            switch (layer.tunnel())
            {
                case TEREDO -> inner(Teredo.class, "inner");
                case SIX_IN_FOUR -> inner(IpInIp.class, "ipv6");
                case IPIP -> inner(IpInIp.class, "ipv4");
                case GRE -> inner(Gre.class, "inner");
                case PPPOE -> inner(Pppoe.class, "inner");
                case MPLS -> inner(Mpls.class, "inner");
                case ANY -> inner(Tunnels.class, "inner");
                case SOME -> throw new IllegalArgumentException("names no packet in particular: " + layer);
            }
            code.lstore(slot);
        }
        layout(slot, "network");
    }

    private void inner(final Class<?> decoder, final String method)
    {
        code.invokestatic(decoder.describeConstable().orElseThrow(), method, MethodTypeDesc.of(
            ConstantDescs.CD_long, Frame.BUFFER, ConstantDescs.CD_long, ConstantDescs.CD_int));
    }

    private void readProven(final Layer layer)
    {
        frame.loadBuffer(code);
        code.lload(frame.layoutSlot(layer.carrier())).lload(frame.layoutSlot(layer));
        code.invokestatic(TEREDO, "isProven", MethodTypeDesc.of(
            ConstantDescs.CD_boolean, Frame.BUFFER, ConstantDescs.CD_long, ConstantDescs.CD_long));
    }

    private void readLong(final Field field, final int half)
    {
        final int offset =
            Kind.IP6_SOURCE == field.kind() ? IP6_SOURCE_OFFSET : IP6_DESTINATION_OFFSET;
        load("networkLong", frame.layoutSlot(field.layer()), offset + half, ConstantDescs.CD_long);
        if (field.detail() instanceof Detail.Masked)
        {
            code.loadConstant(0 == half ? field.mask().hi() : field.mask().lo()).land();
        }
    }

    private void readInt(final int slot, final int offset)
    {
        load("networkInt", slot, offset, ConstantDescs.CD_int);
    }

    private void readShort(final int slot, final String base, final int offset)
    {
        load(base + "Short", slot, offset, ConstantDescs.CD_int);
    }

    private void readFixedShort(final int offset)
    {
        frame.loadBuffer(code);
        code.loadConstant(offset).invokestatic(LOADS, "fixedShort", FIXED_SHORT_TYPE);
    }

    private void readMac(final int offset)
    {
        frame.loadBuffer(code);
        code.loadConstant(offset).invokestatic(LOADS, "mac", MAC_TYPE);
    }

    private void readByte(final int slot, final String base, final int offset)
    {
        load(base + "Byte", slot, offset, ConstantDescs.CD_int);
    }

    private void load(final String method, final int slot, final int offset, final ClassDesc type)
    {
        frame.loadBuffer(code);
        code.lload(slot).loadConstant(offset).invokestatic(
            LOADS, method, MethodTypeDesc.of(type, Frame.BUFFER, ConstantDescs.CD_long, ConstantDescs.CD_int));
    }
}
