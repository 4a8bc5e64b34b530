/**
 * What a lane knows of conversations, and what it does to frames because of it: connections, translation of addresses,
 * fragments, answers to rejected frames. Everything here belongs to one lane's thread, works in place, allocates
 * nothing once it is built and knows nothing above {@link porteira.policy} and {@link porteira.wire}.
 */
package porteira.flow;
