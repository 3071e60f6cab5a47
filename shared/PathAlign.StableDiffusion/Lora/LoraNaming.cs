namespace PathAlign.StableDiffusion.Lora;

/// <summary>How a LoRA file names tensors, for writing.</summary>
public enum LoraNaming
{
    /// <summary><c>unet.MODULE.lora_A.weight</c>, as diffusers writes and reads.</summary>
    Diffusers,

    /// <summary><c>base_model.model.MODULE.lora_A.weight</c>, as PEFT writes.</summary>
    Peft,
}
