using System.Text.Json.Serialization;

namespace PathAlign.Models.Autoencoder;

/// <summary>The shape of a <see cref="TinyAutoencoder"/> in a header.</summary>
/// <param name="Family"><see cref="TinyAutoencoder.Family"/>; null in the headers of other autoencoders.</param>
/// <param name="LatentChannels">Channels of a latent.</param>
/// <param name="Pooled">Whether the coarsest blocks have a bottleneck.</param>
/// <param name="Class">The class of an autoencoder of a diffusers folder; null in the headers of others.</param>
internal sealed record TinyShape(
    string? Family,
    int LatentChannels,
    bool Pooled,
    [property: JsonPropertyName("_class_name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    string? Class = null);
