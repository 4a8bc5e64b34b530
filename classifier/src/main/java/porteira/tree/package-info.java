/**
 * From policy to code, in four steps that each stand alone: {@link porteira.tree.Flattener} turns chains into one
 * ordered list, {@link porteira.tree.DiagramBuilder} turns the list into a {@link porteira.tree.Diagram}, {@link
 * porteira.tree.CodeGenerator} turns the diagram into a hidden class. {@link porteira.tree.LinearMatcher} walks the
 * chains as they were written and is what all of them are measured by. Rule lists that no diagram has room for are
 * looked up in {@link porteira.tree.RuleTables} instead. {@link porteira.tree.PolicyCompiler} runs the steps.
 */
package porteira.tree;
