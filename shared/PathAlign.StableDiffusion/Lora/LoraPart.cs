namespace PathAlign.StableDiffusion.Lora;

/// <summary>What a tensor of a LoRA file is.</summary>
internal enum LoraPart
{
    /// <summary>A, the matrix that is applied first; "down" in older files.</summary>
    A,

    /// <summary>B, the matrix that is applied second; "up" in older files.</summary>
    B,

    /// <summary>α.</summary>
    Alpha,
}
