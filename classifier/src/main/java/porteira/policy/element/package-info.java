/**
 * Elements of sets as text, one a line: what {@code elements = file "list.txt"} of a policy names, what {@code porteira
 * set load} and {@code set add} are given, and what sets that persist leave on disk. Whoever reads them gets them by
 * {@link porteira.policy.element.ElementSink}, a million lines without an object each.
 */
package porteira.policy.element;
