using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.ExceptionServices;
using InferenceSim.Experiments;
using InferenceSim.Simulation;

namespace InferenceSim.Cli.Commands;

/// <summary>What all commands share: how a mistake is told and what the shell gets.</summary>
internal static class CommandAction
{
    /// <summary>Makes <paramref name="action"/> the action of <paramref name="command"/>, with mistakes told on stderr.</summary>
    public static Command WithAction(
        this Command command, Func<ParseResult, CancellationToken, int> action)
    {
        command.SetAction((parsed, cancellation) => Task.Run(() => Guarded(parsed, action, cancellation), CancellationToken.None));
        return command;
    }

    /// <summary>The words that lead to a command: <c>infersim workload cache</c>.</summary>
    public static string PathOf(CommandResult result) => result.Parent is CommandResult parent
        ? $"{PathOf(parent)} {result.Command.Name}"
        : "infersim";

    /// <summary>Of what went wrong on several cores at once one is told, whichever core was first.</summary>
    private static int Alone(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (AggregateException many)
        {
            ExceptionDispatchInfo.Throw(many.Flatten().InnerExceptions.MinBy(e => e.Message, StringComparer.Ordinal)!);
            throw;
        }
    }

    private static int Guarded(ParseResult parsed, Func<ParseResult, CancellationToken, int> action, CancellationToken cancellation)
    {
        try
        {
            return Alone(() => action(parsed, cancellation));
        }
        catch (UsageException exception)
        {
            Console.Error.WriteLine($"infersim: {exception.Message}");
            return ExitCode.Usage;
        }
        catch (InvalidConfigurationException exception)
        {
            Console.Error.WriteLine($"infersim: {exception.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("infersim: interrupted");
            return ExitCode.Interrupted;
        }
        catch (IOException exception)
        {
            Console.Error.WriteLine($"infersim: {exception.Message}");
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // The last resort: a fault of this program is told as one, with what its makers need, instead of a crash.
        catch (Exception exception)
        {
            Console.Error.WriteLine($"infersim: a fault of this program, not of yours; please report it:\n{exception}");
            return ExitCode.Failed;
        }
#pragma warning restore CA1031
    }
}
