package porteira.cli;

import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine;
import porteira.GatewayException;
import porteira.dpdk.DpdkException;
import porteira.dpdk.NativeLibraryException;
import porteira.problem.RefusedException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Turns what a command throws into one clear message and an {@link ExitCode}. A stack trace is for faults of porteira
 * itself only.
 */
final class Failures implements IExecutionExceptionHandler
{
    @Override
    public int handleExecutionException(final Exception e, final CommandLine line, final ParseResult result)
    {
        final Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        final int code = codeOf(cause);
        final String text = textOf(cause);
        if (null == text)
        {
            line.getErr().println("porteira: a fault of porteira itself; please report it with these lines:");
            e.printStackTrace(line.getErr());
        }
        else
        {
            line.getErr().println(ExitCode.REFUSED == code ? text : "porteira: " + text);
        }
        line.getErr().flush();
        return code;
    }

    private static int codeOf(final Throwable e)
    {
        return switch (e)
        {
            case RefusedException _ -> ExitCode.REFUSED;
            case NativeLibraryException _ -> ExitCode.ENVIRONMENT;
            case DpdkException _ -> ExitCode.ENVIRONMENT;
            case GatewayException g when GatewayException.Kind.BUSY == g.kind() -> ExitCode.BUSY;
            case GatewayException g when GatewayException.Kind.ENVIRONMENT == g.kind() -> ExitCode.ENVIRONMENT;
            case GatewayException _ -> ExitCode.REFUSED;
            default -> ExitCode.FAILURE;
        };
    }

    private static String textOf(final Throwable e)
    {
        return switch (e)
        {
            case NoSuchFileException missing -> missing.getFile() + ": no such file";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileSystemException fault -> fault.getMessage();
            case IOException fault -> fault.getMessage();
            case RefusedException refused -> refused.getMessage();
            case NativeLibraryException missing -> missing.getMessage();
            case DpdkException failed -> failed.getMessage();
            case GatewayException failed -> failed.getMessage();
            default -> null;
        };
    }
}
