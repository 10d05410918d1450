using InferenceSim.Economics;

namespace InferenceSim.Results;

/// <summary>The lines of an account about power.</summary>
internal static class GigawattRows
{
    private const decimal Million = 1_000_000;

    /// <summary>What a gigawatt feeds: accelerators at their all-in power (server, network, cooling), and the tokens of as many of these nodes.</summary>
    public static void Add(AccountRows rows, decimal? allInKilowatts, IReadOnlyList<decimal> gigawatts)
    {
        if (allInKilowatts is not decimal kilowatts || kilowatts <= 0)
        {
            return;
        }

        decimal accelerators = Million / kilowatts;
        decimal? Tokens(RunEconomics e) => e.Account.Use.PaidGpuHours == 0 ? null : accelerators * DailyUse.HoursPerDay / e.Account.Use.PaidGpuHours * e.Account.Use.BilledTokens / Million;
        rows.Add("per gigawatt", "accelerators", "accelerators/GW", _ => accelerators);
        rows.Add("per gigawatt", "billed tokens", "M tokens/day/GW", Tokens);
        foreach (decimal power in gigawatts)
        {
            string name = FormattableString.Invariant($"{power:0.##} GW");
            rows.Add("per gigawatt", $"accelerators that {name} feed", "millions", _ => power * accelerators / Million);
            rows.Add("per gigawatt", $"billed tokens of {name}", "trillion tokens/day", e => power * Tokens(e) / Million);
        }
    }
}
