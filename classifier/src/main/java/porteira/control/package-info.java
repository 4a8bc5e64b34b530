/**
 * How commands reach a running gateway: a local socket in its run directory that only its owner may open. A client
 * sends its words as one JSON array on one line and gets one JSON object on one line.
 */
package porteira.control;
