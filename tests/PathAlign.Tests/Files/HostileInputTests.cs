using PathAlign.Files;
using PathAlign.Imaging;
using Xunit;

namespace PathAlign.Tests.Files;

public sealed class HostileInputTests
{
    public static TheoryData<string, string> Names => [.. HostileInputs.All.Select(c => (c.Format, c.Name))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_reader_refuses_with_a_sentence(string format, string name)
    {
        using var folder = new TemporaryFolder();
        var input = HostileInputs.All.Single(c => c.Format == format && c.Name == name);
        var path = folder.Write("input", input.Bytes);

        var error = Assert.Throws<InvalidInputException>(() => Read(format, path));

        Assert.Contains(input.Words, error.Message);
        Assert.StartsWith(path, error.Message);
    }

    [Theory]
    [InlineData("safetensors")]
    [InlineData("npz")]
    [InlineData("png")]
    public void Damage_anywhere_is_refused_or_read_but_never_more(string format)
    {
        using var folder = new TemporaryFolder();
        var good = Good(format, folder);
        var random = new Random(5);

        for (var round = 0; round < 1500; round++)
        {
            var damaged = (byte[])good.Clone();
            for (var i = random.Next(1, 4); i > 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) damaged = damaged[..random.Next(damaged.Length)];
            var path = folder.Write("damaged", damaged);

            var error = Record.Exception(() => Read(format, path));

            Assert.True(error is null or InvalidInputException, $"round {round}: {error}");
        }
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_beside_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("kept", [1, 2, 3]);

        Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(9);
            throw new IOException("disk full");
        }));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    private static void Read(string format, string path)
    {
        switch (format)
        {
            case "safetensors": SafetensorsFile.Open(path).Dispose(); break;
            case "npz": NpzArrays.Read(path); break;
            default:
                Png.Decode(File.ReadAllBytes(path), path);
                Png.ReadText(File.ReadAllBytes(path), path);
                break;
        }
    }

    private static byte[] Good(string format, TemporaryFolder folder)
    {
        var path = folder.At("good");
        if (format == "safetensors")
            SafetensorsWriter.Write(
                path,
                [
                    new TensorData("a", TensorDtype.F32, [2], new byte[8]),
                    new TensorData("b", TensorDtype.U8, [3], new byte[3]),
                ],
                new Dictionary<string, string> { ["k"] = "v" });
        else if (format == "npz")
            NpzArrays.Write(
                path,
                new Dictionary<string, NpyArray>
                {
                    ["x"] = new("u1", [2, 3], new byte[6]),
                    ["y"] = new("i8", [2], new byte[16]),
                });
        else
            AtomicFile.Write(
                path, Png.Encode(RgbImage.Filled(5, 3, 1, 2, 3), new Dictionary<string, string> { ["key"] = "text" }));
        return File.ReadAllBytes(path);
    }
}
