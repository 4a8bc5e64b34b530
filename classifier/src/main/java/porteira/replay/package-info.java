/** Capture files judged by a policy, offline: {@link porteira.replay.Replay} is the way in. Not for packet threads. */
package porteira.replay;
