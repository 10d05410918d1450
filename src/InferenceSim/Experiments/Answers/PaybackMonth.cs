namespace InferenceSim.Experiments.Answers;

/// <summary>A month of a plan; US dollars.</summary>
/// <param name="Month">From 1.</param>
/// <param name="RevenueUsd">Earned in it.</param>
/// <param name="CashCostUsd">Paid in it; of owned accelerators without their capital, which was paid at the beginning.</param>
/// <param name="DiscountedUsd">What all months so far are worth today, less the outlay.</param>
/// <param name="HardwareBookUsd">What the books say owned accelerators are worth at its end.</param>
/// <param name="ModelValueUsd">What is left of the training spend at its end.</param>
public sealed record PaybackMonth(
    int Month, double RevenueUsd, double CashCostUsd, double DiscountedUsd, double HardwareBookUsd, double ModelValueUsd);
