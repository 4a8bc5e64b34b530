/** The screened host's policy: the gateway's generated code beside the same decisions written by hand in C. */
package porteira.bench.screened;
