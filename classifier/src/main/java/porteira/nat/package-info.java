/**
 * Whom a lane must know to translate addresses on a wire that it is not an end of: addresses that are its own, where
 * those live that frames are turned to, and the messages (ARP, neighbour discovery) by which both are told. One lane's
 * thread, in place, nothing allocated once it is built.
 */
package porteira.nat;
