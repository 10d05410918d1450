using InferenceSim.Economics;
using InferenceSim.Experiments;

namespace InferenceSim.Results;

/// <summary>Collects the lines of an account: what is assumed, what is simulated, and the ends of the error band of each.</summary>
/// <param name="assumed">The account of what somebody assumes, or <c>null</c>.</param>
/// <param name="result">The run.</param>
internal sealed class AccountRows(RunEconomics? assumed, PointResult result)
{
    private readonly List<AccountRow> _rows = [];

    /// <summary>The account of what somebody assumes, or <c>null</c>.</summary>
    public RunEconomics? Assumed => assumed;

    /// <summary>The account of the run; <c>null</c> where it has none.</summary>
    public RunEconomics? Simulated => result.Economics;

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<AccountRow> All => _rows;

    /// <summary>Names that either account has, in their order.</summary>
    public IEnumerable<string> Names(Func<RunEconomics, IEnumerable<string>> of) =>
        new[] { Assumed, Simulated }.OfType<RunEconomics>().SelectMany(of).Distinct();

    /// <summary>Adds lines that are whole.</summary>
    public void AddRange(IEnumerable<AccountRow> rows) => _rows.AddRange(rows);

    /// <summary>Adds a figure of the run, with its own error in per cent if it has one.</summary>
    public void Add(string section, string line, string unit, double? simulated, double? errorPercent = null)
    {
        if (simulated is double value && double.IsFinite(value))
        {
            double? spread = 1 + (errorPercent / 100);
            _rows.Add(new AccountRow(section, line, unit, null, (decimal)value) { SimulatedLow = (decimal?)(value / spread), SimulatedHigh = (decimal?)(value * spread) });
        }
    }

    /// <summary>Adds a figure of both accounts; nothing where neither knows it.</summary>
    public void Add(string section, string line, string unit, Func<RunEconomics, decimal?> value, Func<AccountRow, AccountRow>? more = null)
    {
        AccountRow row = new(section, line, unit, Assumed is null ? null : value(Assumed), Simulated is null ? null : value(Simulated));
        if ((row.Assumed ?? row.Simulated) is null)
        {
            return;
        }

        MoneyBand band = MoneyBand.Of(result, value);
        row = band.Low == band.High ? row : row with { SimulatedLow = band.Low, SimulatedHigh = band.High };
        _rows.Add(more is null ? row : more(row));
    }
}
