/**
 * {@code porteira demo}: the screened-host policy shown at work. {@link porteira.cli.demo.LiveDemo} makes network
 * namespaces around a real gateway process and lets real programs speak across it; {@link
 * porteira.cli.demo.OfflineDemo} judges shipped captures where we are not root. Both answer the same question, a list
 * of {@link porteira.cli.demo.Check}s, with the same {@link porteira.cli.demo.DemoReport}.
 */
package porteira.cli.demo;
