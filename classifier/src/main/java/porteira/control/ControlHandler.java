package porteira.control;

import java.util.List;

/** Carries out one command at a time. Called on the client's thread, by one at a time. */
@FunctionalInterface
public interface ControlHandler
{
    /**
     * Do what the words say.
     *
     * @param words the command and its arguments, at least one
     * @throws RuntimeException and whatever it says is the answer
     */
    Reply handle(List<String> words);
}
