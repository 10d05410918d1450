using InferenceSim.Economics.Revenues;

namespace InferenceSim.Results;

/// <summary>The lines of an account about those who pay a flat fee, from those who use little to those who use most.</summary>
internal static class SubscriberRows
{
    private static readonly double[] s_users = [0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

    /// <summary>Adds them; none where there is no plan.</summary>
    public static void Add(AccountRows rows, SubscriptionPlan? plan)
    {
        if (plan is null)
        {
            return;
        }

        foreach (double share in s_users)
        {
            string user = FormattableString.Invariant($"user at {100 * share:0}% of usage");
            rows.Add("users", $"{user}: margin of the fee", "%", e => e.Account.CostUsdPerMtok is decimal cost ? 100 * plan.MarginAt(share, cost) : null);
            rows.Add("users", $"{user}: cost of tokens at which the fee pays", "USD/M tokens", _ => plan.BreakEvenUsdPerMtokAt(share));
        }

        rows.Add("users", "subscribers", "users", e => plan.Users(e.Account.Use));
    }
}
