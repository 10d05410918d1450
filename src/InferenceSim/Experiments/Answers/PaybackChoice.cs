namespace InferenceSim.Experiments.Answers;

/// <summary>What happens after today, for the question when an outlay comes back: <c>"payback": { ... }</c> in <c>economics</c>.</summary>
public sealed record PaybackChoice
{
    /// <summary>How far ahead. Default: 3 years.</summary>
    public double? Years { get; init; }

    /// <summary>What is left of every price after a year. Default: 0.1, the tenfold fall a year at equal quality of 2021 to 2024.</summary>
    public double? PriceFactorPerYear { get; init; }

    /// <summary>What becomes of the traffic after a year. Default: 1, it stays.</summary>
    public double? VolumeFactorPerYear { get; init; }

    /// <summary>Paid today for the model: training, licence, US dollars. Default: 0.</summary>
    public double? TrainingUsd { get; init; }

    /// <summary>Years in which the model loses half of its value, and half of its traffic to better ones. Default: it does not.</summary>
    public double? ModelHalfLifeYears { get; init; }

    /// <summary>Discount rate a year. Default: the ownership's cost of capital, or 0.1.</summary>
    public double? DiscountRatePerYear { get; init; }

    /// <summary>Whether it goes on in months that earn less than they cost to run. Default: owned accelerators do, rented ones are given back.</summary>
    public bool? RunsAtALoss { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="UsageException">One is out of range.</exception>
    internal void Validate()
    {
        if (Years is <= 0 or > 50 || PriceFactorPerYear is <= 0 || VolumeFactorPerYear is <= 0 || ModelHalfLifeYears is <= 0 || TrainingUsd is < 0 || DiscountRatePerYear is < 0)
        {
            throw new UsageException(
                "economics: payback takes years above 0 and up to 50, factors and half-life above 0, training_usd and discount_rate_per_year from 0");
        }
    }
}
