namespace PathAlign.Models.Diffusion;

/// <summary>What the network predicts.</summary>
public enum Prediction
{
    /// <summary>The noise ε (Ho et al. 2020).</summary>
    Epsilon,

    /// <summary>v = α·ε − σ·x₀ (Salimans and Ho 2022, section 4).</summary>
    V,
}
