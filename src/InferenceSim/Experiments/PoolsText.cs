using System.Globalization;
using System.Text.RegularExpressions;
using InferenceSim.Serving;

namespace InferenceSim.Experiments;

/// <summary>The replicas of a deployment as a flag writes them: <c>4</c>, or <c>1p3d</c> for one prefill and three decode replicas.</summary>
internal static partial class PoolsText
{
    /// <summary>The groups that <paramref name="text"/> means.</summary>
    /// <exception cref="UsageException">It is neither form.</exception>
    public static IReadOnlyList<GroupChoice> Parse(string text)
    {
        Match match = Form().Match(text);
        if (!match.Success)
        {
            throw new UsageException($"--pools {text}: a number of replicas is expected, or prefill and decode replicas as in 1p3d");
        }

        return match.Groups["all"].Success
            ? [new GroupChoice("replicas", Number(match, "all"), [])]
            :
            [
                new GroupChoice("prefill", Number(match, "prefill"), []) { Role = GroupRole.Prefill },
                new GroupChoice("decode", Number(match, "decode"), []) { Role = GroupRole.Decode },
            ];
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<all>[1-9][0-9]{0,4})$|^(?<prefill>[1-9][0-9]{0,4})[pP](?<decode>[1-9][0-9]{0,4})[dD]$")]
    private static partial Regex Form();
}
