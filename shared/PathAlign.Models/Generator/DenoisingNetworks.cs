namespace PathAlign.Models.Generator;

/// <summary>Builds denoising networks from the header of a weight file.</summary>
public static class DenoisingNetworks
{
    /// <summary>
    /// Builds a network of the shape that <see cref="DenoisingNetwork.ToJson"/> wrote; its weights are not loaded yet.
    /// </summary>
    /// <exception cref="ArgumentException">The text is not such JSON, or no network can have this shape.</exception>
    public static DenoisingNetwork FromJson(string json)
    {
        var shape = NetworkShape.Read<PromptedShape>(json, "network");
        return shape?.Family == PromptedUNet.Family ? new PromptedUNet(shape) : new UNet(UNetConfig.FromJson(json));
    }
}
