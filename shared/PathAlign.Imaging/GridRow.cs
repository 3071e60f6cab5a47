namespace PathAlign.Imaging;

/// <summary>One labelled row of a contact sheet; all tiles of a sheet have one size.</summary>
public sealed record GridRow(string Label, IReadOnlyList<RgbImage> Tiles);
