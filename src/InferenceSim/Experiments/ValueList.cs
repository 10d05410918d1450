using System.Globalization;

namespace InferenceSim.Experiments;

/// <summary>
/// Reads lists and ranges: <c>1,2,8</c>; <c>1..8</c> counts by one; <c>0.5..4:0.5</c> counts by the step named; <c>1,2,4..256</c> goes on
/// as its last three numbers began: doubling here, by tens in <c>10,20,30..90</c>. The end belongs to a range if the steps meet it.
/// </summary>
public static class ValueList
{
    private const int MostValues = 10_000;

    /// <summary>The values that <paramref name="text"/> lists for <paramref name="field"/>, in order, each once.</summary>
    /// <exception cref="UsageException">The list cannot be read; the message says what is allowed.</exception>
    public static IReadOnlyList<string> Parse(string text, ScenarioField field)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(field);
        List<string> values = [];
        foreach (string item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int dots = item.IndexOf("..", StringComparison.Ordinal);
            if (dots > 0 && IsNumeric(item[..dots]))
            {
                AddRange(values, item, dots, field);
            }
            else if (item.Length == 0)
            {
                throw new UsageException($"{field.Flag} {text}: an entry of the list is empty");
            }
            else
            {
                values.Add(item);
            }
        }

        foreach (string value in values)
        {
            _ = field.Apply(new Scenario(), value);
        }

        return [.. values.Distinct(StringComparer.Ordinal)];
    }

    private static void AddRange(List<string> values, string item, int dots, ScenarioField field)
    {
        string rest = item[(dots + 2)..];
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        decimal start = Number(item[..dots], item, field);
        decimal end = Number(colon < 0 ? rest : rest[..colon], item, field);
        Func<decimal, decimal> next = colon < 0 ? Continuation(values, start) : Counting(Number(rest[(colon + 1)..], item, field), item, field);
        if (end < start)
        {
            throw new UsageException($"{field.Flag} {item}: the range ends before it begins");
        }

        for (decimal value = start; value <= end; value = next(value))
        {
            if (values.Count >= MostValues)
            {
                throw new UsageException($"{field.Flag} {item}: more than {MostValues} values; give a step, as in 1..100:10");
            }

            values.Add((value / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>How a range without a step goes on: as the two values before it and its start began, or else by one.</summary>
    private static Func<decimal, decimal> Continuation(List<string> values, decimal start)
    {
        if (values.Count >= 2 && TryNumber(values[^2], out decimal first) && TryNumber(values[^1], out decimal second))
        {
            if (first > 0 && second == 2 * first && start == 2 * second)
            {
                return value => value * 2;
            }

            if (second > first && start - second == second - first)
            {
                return value => value + (second - first);
            }
        }

        return value => value + 1;
    }

    private static Func<decimal, decimal> Counting(decimal step, string item, ScenarioField field) => step > 0
        ? value => value + step
        : throw new UsageException($"{field.Flag} {item}: the step must be above 0");

    private static bool IsNumeric(string text) => TryNumber(text, out _);

    private static bool TryNumber(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static decimal Number(string text, string item, ScenarioField field) => TryNumber(text, out decimal value)
        ? value
        : throw new UsageException($"{field.Flag} {item}: '{text}' is not a number; ranges look like 1..8, 0.5..4:0.5 or 1,2,4..256");
}
