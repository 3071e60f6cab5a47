using PathAlign.Data;
using PathAlign.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training;

/// <summary>Converts tiles to tensors and tensors to tiles; no other code does so.</summary>
public static class TileTensors
{
    /// <summary>
    /// Number of floats from which several threads are faster: a batch of 28 px tiles has fewer, one of 224 px more.
    /// </summary>
    private const int ParallelFrom = 1 << 20;

    /// <summary>
    /// Converts tiles to float32 (B, 3, S, S) in [-1, 1], each in one of the eight symmetries of the square.
    /// </summary>
    /// <param name="tiles">The set of tiles.</param>
    /// <param name="indices">Indices of the tiles.</param>
    /// <param name="symmetries">The symmetry of each tile, 0 to 7; 0 changes nothing. Null changes no tile.</param>
    public static Tensor Signed(TileSet tiles, IReadOnlyList<int> indices, IReadOnlyList<int>? symmetries = null) =>
        Crops(tiles, [.. indices.Select((tile, i) => new TileCrop(tile, 0, 0, symmetries?[i] ?? 0))], tiles.Size);

    /// <summary>Converts square cut-outs of tiles to float32 (B, 3, S, S) in [-1, 1].</summary>
    /// <param name="tiles">The set of tiles.</param>
    /// <param name="crops">The cut-outs, with position and symmetry.</param>
    /// <param name="size">S, the side of a cut-out, in pixels.</param>
    public static Tensor Crops(TileSet tiles, IReadOnlyList<TileCrop> crops, int size)
    {
        var length = 3 * size * size;
        var values = new float[crops.Count * length];
        void Fill(int i) =>
            Write(tiles.Tile(crops[i].Tile), tiles.Size, crops[i], size, values.AsSpan(i * length, length));
        if (values.Length < ParallelFrom) for (var i = 0; i < crops.Count; i++) Fill(i);
        else Parallel.For(0, crops.Count, Fill);
        return tensor(values, [crops.Count, 3, size, size]);
    }

    /// <summary>The classes of tiles, (B) int64.</summary>
    public static Tensor Labels(TileSet tiles, IReadOnlyList<int> indices) =>
        tensor([.. indices.Select(i => (long)tiles.Labels[i])]);

    /// <summary>Converts images (B, 3, H, W) in [-1, 1] to tiles; values outside are clamped.</summary>
    public static RgbImage[] ToImages(Tensor imagesSigned)
    {
        using var scope = NewDisposeScope();
        var shape = imagesSigned.shape;
        var (height, width) = ((int)shape[2], (int)shape[3]);
        var bytes = imagesSigned.detach()
            .cpu()
            .clamp(-1, 1)
            .add(1)
            .mul(127.5)
            .round()
            .to(ScalarType.Byte)
            .permute(0, 2, 3, 1)
            .contiguous()
            .data<byte>()
            .ToArray();
        var length = height * width * 3;
        return
        [
            .. Enumerable.Range(0, (int)shape[0])
                .Select(i => new RgbImage(width, height, bytes.AsSpan(i * length, length).ToArray()))
        ];
    }

    /// <summary>
    /// Writes one cut-out. Bit 0 of the symmetry mirrors columns, bit 1 mirrors rows, bit 2 swaps both; together they
    /// give all eight symmetries.
    /// </summary>
    private static void Write(ReadOnlySpan<byte> tile, int side, TileCrop crop, int size, Span<float> planes)
    {
        var plane = size * size;
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var (fromX, fromY) = (
                    (crop.Symmetry & 1) != 0 ? size - 1 - x : x, (crop.Symmetry & 2) != 0 ? size - 1 - y : y);
                if ((crop.Symmetry & 4) != 0) (fromX, fromY) = (fromY, fromX);
                var from = (((crop.Y + fromY) * side) + crop.X + fromX) * 3;
                for (var c = 0; c < 3; c++) planes[(c * plane) + (y * size) + x] = (tile[from + c] / 127.5f) - 1;
            }
    }
}
