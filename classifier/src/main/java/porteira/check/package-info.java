/**
 * Second thoughts about a policy that compiles: rules that do nothing, and ways round the ones that do. Every remark is
 * proved on the compiled diagram; none of them keeps a policy from running.
 */
package porteira.check;
