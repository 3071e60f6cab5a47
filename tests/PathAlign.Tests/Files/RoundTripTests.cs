using PathAlign.Files;
using Xunit;

namespace PathAlign.Tests.Files;

public sealed class RoundTripTests
{
    [Fact]
    public void Safetensors_come_back_as_they_were_written_and_the_same_bytes_each_time()
    {
        using var folder = new TemporaryFolder();
        TensorData[] tensors =
        [
            new("z.weight", TensorDtype.U8, [3], new byte[] { 1, 2, 3 }),
            new("a", TensorDtype.F32, [1, 2], BitConverter.GetBytes(1.5f).Concat(BitConverter.GetBytes(-2f)).ToArray()),
            new("scalar", TensorDtype.I64, [], BitConverter.GetBytes(7L)),
        ];
        var metadata = new Dictionary<string, string> { ["kind"] = "test" };

        SafetensorsWriter.Write(folder.At("one"), tensors, metadata);
        SafetensorsWriter.Write(folder.At("two"), tensors.Reverse(), metadata);

        using var file = SafetensorsFile.Open(folder.At("one"));
        Assert.Equal("test", file.Metadata["kind"]);
        Assert.Equal([1, 2], file.Tensors["a"].Shape);
        foreach (var tensor in tensors) Assert.Equal(tensor.Bytes.ToArray(), file.Bytes(tensor.Name).ToArray());
        Assert.Equal(File.ReadAllBytes(folder.At("one")), File.ReadAllBytes(folder.At("two")));
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(
            folder.At("nan"), [new TensorData("fc.weight", TensorDtype.F32, [1], BitConverter.GetBytes(float.NaN))]);
        using var file = SafetensorsFile.Open(folder.At("nan"));

        Assert.Contains("fc.weight", Assert.Throws<InvalidInputException>(file.RequireFinite).Message);
    }

    [Fact]
    public void Arrays_that_numpy_wrote_are_read_whatever_their_order()
    {
        // np.asfortranarray(np.arange(6).reshape(2, 3)) and np.arange(3, dtype='>i2'), as NumPy 1.24 saves them.
        var fortran = HostileInputs.NpyOf("{'descr': '<i8', 'fortran_order': True, 'shape': (2, 3), }\n", 0)
            .Concat(new long[] { 0, 3, 1, 4, 2, 5 }.SelectMany(BitConverter.GetBytes))
            .ToArray();
        var bigEndian = HostileInputs.NpyOf("{'descr': '>i2', 'fortran_order': False, 'shape': (3,), }\n", 0)
            .Concat(new byte[] { 0, 0, 0, 1, 0, 2 })
            .ToArray();

        var first = new NpyContent(new MemoryStream(fortran), "test", "a").ToArray();
        var second = new NpyContent(new MemoryStream(bigEndian), "test", "b").ToArray();

        Assert.Equal([0L, 1, 2, 3, 4, 5], Enumerable.Range(0, 6).Select(i => BitConverter.ToInt64(first.Data, i * 8)));
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(i => (int)BitConverter.ToInt16(second.Data, i * 2)));
    }

    [Fact]
    public void An_archive_that_numpy_wrote_is_read()
    {
        // numpy.savez_compressed(x=np.array([[1, 2], [3, 4]], np.uint8), y=np.array([5.5], np.float32))
        const string Archive =
            "UEsDBBQAAAAIAAAAIQCCX1jrSgAAAIQAAAAFABQAeC5ucHkBABAAhAAAAAAAAABKAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6l" +
            "oF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CkaaOgq1CmQDLkYmZhYAUEsDBBQAAAAIAAAAIQAPbKtsSAAA" +
            "AIQAAAAFABQAeS5ucHkBABAAhAAAAAAAAABIAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIK" +
            "EndLzClOBYoXZyQWpAL5GoY6mjoKtQoUAC4Ghg0OAFBLAQIUAxQAAAAIAAAAIQCCX1jrSgAAAIQAAAAFAAAAAAAAAAAAAACAAQAA" +
            "AAB4Lm5weVBLAQIUAxQAAAAIAAAAIQAPbKtsSAAAAIQAAAAFAAAAAAAAAAAAAACAAYEAAAB5Lm5weVBLBQYAAAAAAgACAGYAAAAA" +
            "AQAAAAA=";
        using var folder = new TemporaryFolder();

        var arrays = NpzArrays.Read(folder.Write("a.npz", Convert.FromBase64String(Archive)));

        Assert.Equal([1, 2, 3, 4], arrays["x"].Data);
        Assert.Equal([2, 2], arrays["x"].Shape);
        Assert.Equal(5.5f, BitConverter.ToSingle(arrays["y"].Data));
    }

    [Fact]
    public void An_archive_comes_back_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        var arrays = new Dictionary<string, NpyArray>
        {
            ["images"] = new("u1", [2, 2], [1, 2, 3, 4]),
            ["labels"] = new("i8", [1], BitConverter.GetBytes(8L)),
        };

        NpzArrays.Write(folder.At("a.npz"), arrays);

        var read = NpzArrays.Read(folder.At("a.npz"));
        Assert.Equal(arrays["images"].Data, read["images"].Data);
        Assert.Equal("i8", read["labels"].Dtype);
    }
}
