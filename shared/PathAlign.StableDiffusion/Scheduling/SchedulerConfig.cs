using System.Text.Json.Serialization;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>
/// A <c>scheduler_config.json</c> of the diffusers library. A property that is null takes the default of the scheduler
/// that reads it, as in diffusers: one file may serve any scheduler. Unknown keys are ignored. Values that only one
/// scheduler reads are checked when it is chosen.
/// </summary>
public sealed record SchedulerConfig
{
    /// <summary>The scheduler that the folder's author chose, for example PNDMScheduler.</summary>
    [JsonPropertyName("_class_name")]
    public string? ClassName { get; init; }

    /// <summary>N, the number of noise levels that the network was trained with: 1 to 100,000.</summary>
    public int NumTrainTimesteps { get; init; } = 1000;

    /// <summary>The first β, above 0 and at most <see cref="BetaEnd"/>.</summary>
    public double BetaStart { get; init; } = 0.0001;

    /// <summary>The last β, below 1.</summary>
    public double BetaEnd { get; init; } = 0.02;

    /// <summary>linear, scaled_linear (linear in √β) or squaredcos_cap_v2 (Nichol and Dhariwal 2021).</summary>
    public string BetaSchedule { get; init; } = "linear";

    /// <summary>A list of β of its own is not supported: null.</summary>
    public IReadOnlyList<double>? TrainedBetas { get; init; }

    /// <summary>Whether the last noise level becomes pure noise (Lin et al. 2024, algorithm 1).</summary>
    public bool RescaleBetasZeroSnr { get; init; }

    /// <summary>What the network predicts: epsilon, v_prediction or sample.</summary>
    public string PredictionType { get; init; } = "epsilon";

    /// <summary>linspace, leading or trailing (Lin et al. 2024, table 2).</summary>
    public string? TimestepSpacing { get; init; }

    /// <summary>Added to timesteps of leading spacing: 0 or above.</summary>
    public int StepsOffset { get; init; }

    /// <summary>Whether the last step of DDIM and PNDM ends without noise, or at the first noise level.</summary>
    public bool? SetAlphaToOne { get; init; }

    /// <summary>Whether DDPM and DDIM clamp the predicted x₀; true if the file has no such key.</summary>
    public bool ClipSample { get; init; } = true;

    /// <summary>The bound of the clamped x₀, above 0.</summary>
    public double ClipSampleRange { get; init; } = 1;

    /// <summary>Dynamic thresholding is not supported: false.</summary>
    public bool Thresholding { get; init; }

    /// <summary>The variance of DDPM: fixed_small.</summary>
    public string? VarianceType { get; init; }

    /// <summary>Whether PNDM starts without Runge-Kutta steps; only true is supported.</summary>
    public bool SkipPrkSteps { get; init; }

    /// <summary>The order of DPM-Solver++: 1 or 2.</summary>
    public int SolverOrder { get; init; } = 2;

    /// <summary>The form of DPM-Solver: dpmsolver++.</summary>
    public string AlgorithmType { get; init; } = "dpmsolver++";

    /// <summary>The second-order solver: midpoint.</summary>
    public string SolverType { get; init; } = "midpoint";

    /// <summary>Whether DPM-Solver++ ends with a first-order step if it makes less than 15 steps.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>Whether DPM-Solver++ always ends with a first-order step.</summary>
    public bool EulerAtFinal { get; init; }

    /// <summary>DPM-Solver++ leaves out noise levels with log(α/σ) below this; null for none.</summary>
    public double? LambdaMinClipped { get; init; }

    /// <summary>Whether DPM-Solver++ and Euler use the noise levels of Karras et al. 2022, equation 5.</summary>
    public bool UseKarrasSigmas { get; init; }

    /// <summary>Exponential noise levels are not supported: false.</summary>
    public bool UseExponentialSigmas { get; init; }

    /// <summary>Beta-distributed noise levels are not supported: false.</summary>
    public bool UseBetaSigmas { get; init; }

    /// <summary>Noise levels of Lu et al. 2022 are not supported: false.</summary>
    public bool UseLuLambdas { get; init; }

    /// <summary>
    /// Where DPM-Solver++ and Euler end: zero (no noise, as diffusers since 0.25) or sigma_min (the first noise level,
    /// as DPM-Solver++ of earlier versions).
    /// </summary>
    public string FinalSigmasType { get; init; } = "zero";

    /// <summary>How Euler finds noise levels between timesteps: linear.</summary>
    public string InterpolationType { get; init; } = "linear";

    /// <summary>Whether Euler's network reads timesteps: discrete.</summary>
    public string TimestepType { get; init; } = "discrete";
}
