using System.Globalization;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Rates;

/// <summary>Rate profiles as they are written on a command line and in files.</summary>
public static class RateNotation
{
    /// <summary>What <see cref="Parse"/> understands, for help texts and messages.</summary>
    /// <remarks>The names of <see cref="RateCatalog"/> stand here as text, so that a help text reads no data; a test compares them.</remarks>
    public static string Forms { get; } =
        "diurnal, diurnal-large, diurnal-reasoning, weekly, weekly-large, azure-hour (each with :PERIOD to play it faster or slower), sin:AMPLITUDE:PERIOD, ramp:FROM:TO:TIME, "
        + "steps:FACTOR@0:FACTOR@TIME..., a file.csv (with :PERIOD to repeat it), bursts:FACTOR:ON:OFF, or one of them +bursts:FACTOR:ON:OFF";

    /// <summary>Reads a profile, bursts, or both joined by <c>+</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Reads a CSV file: the path and the period at which it repeats. <c>null</c> where files cannot be named.</param>
    /// <exception cref="InvalidConfigurationException">It is none of <see cref="Forms"/>, or a number is out of range.</exception>
    public static RateShape Parse(string text, Func<string, double?, RateTable>? file = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] terms = text.Split('+');
        bool bursts = terms[^1].StartsWith("bursts:", StringComparison.Ordinal);
        try
        {
            BurstSpec? spec = bursts ? Bursts(terms[^1]) : null;
            if (terms.Length - (bursts ? 1 : 0) > 1)
            {
                throw new InvalidConfigurationException("only one profile and bursts over it can be joined");
            }

            RateTable? table = bursts && terms.Length == 1 ? null : Profile(terms[0], file);
            return new RateShape(text, table?.Profile, spec, table?.IsAbsolute ?? false);
        }
        catch (InvalidConfigurationException e)
        {
            throw new InvalidConfigurationException($"rate profile '{text}': {e.Message}", e);
        }
    }

    /// <summary>The path in a text that names a CSV file, or <c>null</c>.</summary>
    public static string? PathIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string term = text.Split('+')[0];
        int end = term.LastIndexOf(".csv", StringComparison.OrdinalIgnoreCase);
        return end < 0 ? null : term[..(end + 4)];
    }

    private static RateTable Profile(string term, Func<string, double?, RateTable>? file)
    {
        if (PathIn(term) is string path)
        {
            double? period = term.Length == path.Length ? null
                : term[path.Length] == ':' ? DurationNotation.ParseSeconds(term[(path.Length + 1)..])
                : throw NotUnderstood();
            return (file ?? throw new InvalidConfigurationException("a file cannot be named here"))(path, period);
        }

        string[] parts = term.Split(':');
        return new RateTable(
            parts switch
            {
                ["sin", string amplitude, string period] => new SinusoidProfile(Number(amplitude), DurationNotation.ParseSeconds(period)),
                ["ramp", string from, string to, string time] => Ramp(Number(from), Number(to), DurationNotation.ParseSeconds(time)),
                ["steps", .. string[] steps] => new PiecewiseProfile(steps.Select(Step)),
                [string name] => RateCatalog.Find(name).Profile(null),
                [string name, string period] => RateCatalog.Find(name).Profile(DurationNotation.ParseSeconds(period)),
                _ => throw NotUnderstood(),
            },
            IsAbsolute: false);
    }

    private static PiecewiseProfile Ramp(double from, double to, double seconds) =>
        new([new RateKnot(0, from, to), new RateKnot(seconds, to, to)]);

    private static RateKnot Step(string text) => text.Split('@') switch
    {
        [string factor, "0"] => new RateKnot(0, Number(factor), Number(factor)),
        [string factor, string time] => new RateKnot(DurationNotation.ParseSeconds(time), Number(factor), Number(factor)),
        _ => throw new InvalidConfigurationException($"'{text}' is no step: expected FACTOR@TIME, as 2@10m"),
    };

    private static BurstSpec Bursts(string term)
    {
        if (term.Split(':') is not [_, string factor, string on, string off])
        {
            throw new InvalidConfigurationException($"'{term}' is not understood: expected bursts:FACTOR:ON:OFF, as bursts:4:30s:5m");
        }

        BurstSpec spec = new(Number(factor), DurationNotation.ParseSeconds(on), DurationNotation.ParseSeconds(off));
        spec.Validate();
        return spec;
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0 && double.IsFinite(number)
            ? number
            : throw new InvalidConfigurationException($"'{text}' is no number of at least 0");

    private static InvalidConfigurationException NotUnderstood() => new($"expected {Forms}");
}
