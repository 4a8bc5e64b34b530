/**
 * Headers as they lie in a frame. Everything here is static, allocates nothing and reads no byte outside the length it
 * was given; {@link porteira.wire.PacketParser} does all bounds checking once, and {@link porteira.wire.PacketLayout}
 * tells its callers what they may read.
 */
package porteira.wire;
