/**
 * What is wrong with a file that the operator wrote, told so that it can be mended: where, what was found, what was
 * expected. Everything wrong is told at once.
 */
package porteira.problem;
