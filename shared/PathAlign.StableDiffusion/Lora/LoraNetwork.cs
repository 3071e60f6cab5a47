namespace PathAlign.StableDiffusion.Lora;

/// <summary>The network that a change belongs to.</summary>
public enum LoraNetwork
{
    /// <summary>The denoiser.</summary>
    Unet,

    /// <summary>The text encoder.</summary>
    TextEncoder,
}
