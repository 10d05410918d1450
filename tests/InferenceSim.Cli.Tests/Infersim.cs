using System.Diagnostics;
using System.Reflection;
using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>Runs the built command as a user's shell would, in a folder of its own.</summary>
internal static class Infersim
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>Root of the repository.</summary>
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The command's assembly.</summary>
    public static string Assembly { get; } = Path.Combine(
        Root, ".artifacts", "bin", "InferenceSim.Cli", Metadata("Configuration").ToLowerInvariant(), "infersim.dll");

    /// <summary>A new folder that is removed when the test process ends.</summary>
    public static string NewFolder() => Directory.CreateTempSubdirectory("infersim-test-").FullName;

    /// <summary>Writes a scenario file of a name that no other has.</summary>
    /// <returns>Its path.</returns>
    public static string Scenario(string folder, string json)
    {
        string path = Path.Combine(folder, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, json);
        return path;
    }

    /// <summary>Runs it to its end.</summary>
    public static Result Run(string folder, params string[] arguments) => Run(folder, [], arguments);

    /// <summary>Runs it to its end with environment variables.</summary>
    public static Result Run(string folder, Dictionary<string, string> environment, params string[] arguments)
    {
        using Process process = Start(folder, environment, arguments);
        return WaitFor(process);
    }

    /// <summary>Starts it.</summary>
    public static Process Start(string folder, Dictionary<string, string> environment, params string[] arguments)
    {
        Assert.That(File.Exists(Assembly), $"the command was not built: {Assembly}");
        ProcessStartInfo start = new("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Assembly);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for its end and takes what it printed.</summary>
    public static Result WaitFor(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan work = default;
        while (!process.WaitForExit(s_look))
        {
            work = WorkOf(process) ?? work;
            if (clock.Elapsed > s_patience)
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"infersim did not end within {s_patience}");
            }
        }

        process.WaitForExit(); // for the end of what it printed
        return new Result(process.ExitCode, output.Result, error.Result, work);
    }

    /// <summary>Processor time of a process that runs: nobody can ask it afterwards.</summary>
    private static TimeSpan? WorkOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null; // it has just ended
        }
    }

    private static string Metadata(string key) => typeof(Infersim).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(a => a.Key == key).Value!;

    /// <summary>What a run of the command gave, and the processor time that it was last seen to have taken.</summary>
    internal sealed record Result(int ExitCode, string Output, string Error, TimeSpan Work);
}
