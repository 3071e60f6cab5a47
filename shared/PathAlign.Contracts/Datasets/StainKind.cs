namespace PathAlign.Contracts.Datasets;

/// <summary>The kinds of stain that raters judge by criteria of their own.</summary>
public enum StainKind
{
    /// <summary>Haematoxylin and eosin: tissue.</summary>
    HaematoxylinEosin,

    /// <summary>Giemsa and the other Romanowsky stains: single cells of blood and bone marrow.</summary>
    Giemsa,
}
