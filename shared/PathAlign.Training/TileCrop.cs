namespace PathAlign.Training;

/// <summary>A square cut-out of a tile.</summary>
/// <param name="Tile">The tile's index in its set.</param>
/// <param name="X">The column of its left edge, in pixels.</param>
/// <param name="Y">The row of its upper edge, in pixels.</param>
/// <param name="Symmetry">One of the eight symmetries of the square, 0 to 7; 0 changes nothing.</param>
public readonly record struct TileCrop(int Tile, int X, int Y, int Symmetry);
