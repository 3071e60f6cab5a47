using PathAlign.Data;
using PathAlign.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training;

/// <summary>The one place where tiles become tensors and tensors become tiles.</summary>
public static class TileTensors
{
    /// <summary>Tiles as float32 (B, 3, S, S) in [-1, 1], each in one of the eight symmetries of the square.</summary>
    /// <param name="tiles">Where they are.</param>
    /// <param name="indices">Which ones.</param>
    /// <param name="symmetries">The symmetry of each, 0 to 7 (0 leaves it); null leaves all.</param>
    public static Tensor Signed(TileSet tiles, IReadOnlyList<int> indices, IReadOnlyList<int>? symmetries = null)
    {
        var size = tiles.Size;
        var values = new float[indices.Count * 3 * size * size];
        for (var i = 0; i < indices.Count; i++)
        {
            var target = values.AsSpan(i * 3 * size * size, 3 * size * size);
            Write(tiles.Tile(indices[i]), size, symmetries?[i] ?? 0, target);
        }
        return tensor(values, [indices.Count, 3, size, size]);
    }

    /// <summary>The classes (B) int64 of tiles.</summary>
    public static Tensor Labels(TileSet tiles, IReadOnlyList<int> indices) =>
        tensor([.. indices.Select(i => (long)tiles.Labels[i])]);

    /// <summary>Images (B, 3, H, W) in [-1, 1] as tiles; values outside are cut off.</summary>
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

    /// <summary>Bit 0 mirrors columns, bit 1 mirrors rows, bit 2 swaps both: together the group of eight.</summary>
    private static void Write(ReadOnlySpan<byte> tile, int size, int symmetry, Span<float> planes)
    {
        var plane = size * size;
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var (fromX, fromY) = ((symmetry & 1) != 0 ? size - 1 - x : x, (symmetry & 2) != 0 ? size - 1 - y : y);
                if ((symmetry & 4) != 0) (fromX, fromY) = (fromY, fromX);
                var from = ((fromY * size) + fromX) * 3;
                for (var c = 0; c < 3; c++) planes[(c * plane) + (y * size) + x] = (tile[from + c] / 127.5f) - 1;
            }
    }
}
