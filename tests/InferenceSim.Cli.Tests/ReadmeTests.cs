using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>Every <c>infersim</c> command of the README works when pasted, in the order in which it stands there.</summary>
public class ReadmeTests
{
    [Test]
    public void EveryCommandWorksWhenPasted()
    {
        string folder = Infersim.NewFolder();
        string[] commands = [.. Commands(File.ReadAllLines(Path.Combine(Infersim.Root, "README.md")))];
        Assert.That(commands, Has.Length.GreaterThan(8), "the README has commands");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Infersim.Root, "workloads"), "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(Infersim.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        foreach (string command in commands)
        {
            string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int redirect = Array.IndexOf(words, ">");
            Infersim.Result result = Infersim.Run(folder, redirect < 0 ? words[1..] : words[1..redirect]);
            if (redirect >= 0)
            {
                File.WriteAllText(Path.Combine(folder, words[redirect + 1]), result.Output);
            }

            Assert.That(result.ExitCode, Is.Zero, $"{command}\n{result.Error}");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<string> Commands(string[] lines)
    {
        bool inside = false;
        foreach (string line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```bash";
            }
            else if (inside && line.StartsWith("infersim ", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }
}
