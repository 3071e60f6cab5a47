using System.Text;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Import.Images;
using PathAlign.Import.Sources;
using PathAlign.StableDiffusion.Text;
using PathAlign.Tests.Import;
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
    [InlineData("jpeg")]
    [InlineData("tiff")]
    [InlineData("tiff, planar")]
    [InlineData("webp")]
    [InlineData("table")]
    [InlineData("classes")]
    [InlineData("merges")]
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
            case "png":
                Png.Decode(File.ReadAllBytes(path), path);
                Png.ReadText(File.ReadAllBytes(path), path);
                break;
            case "table": Manifest.Read(path, Path.GetDirectoryName(path)!); break;
            case "classes": DescriptionFile.Read(path); break;
            case "merges":
                var folder = Path.GetDirectoryName(path)!;
                File.WriteAllText(Path.Combine(folder, "vocab.json"), Vocabulary);
                File.Copy(path, Path.Combine(folder, "merges.txt"), overwrite: true);
                ClipTokenizer.Read(folder);
                break;
            default:
                ImageReader.ReadHeader(path);
                ImageReader.Decode(File.ReadAllBytes(path), new Framing(Crop: null, Size: 16), null, path);
                break;
        }
    }

    private const string Vocabulary =
        """{"a": 0, "b": 1, "ab": 2, "<|startoftext|>": 3, "<|endoftext|>": 4, "ab</w>": 5, "b</w>": 6}""";

    private static byte[] Good(string format, TemporaryFolder folder) => format switch
    {
        "safetensors" => Written(folder, path => SafetensorsWriter.Write(
            path,
            [
                new TensorData("a", TensorDtype.F32, [2], new byte[8]),
                new TensorData("b", TensorDtype.U8, [3], new byte[3]),
            ],
            new Dictionary<string, string> { ["k"] = "v" })),
        "npz" => Written(folder, path => NpzArrays.Write(
            path,
            new Dictionary<string, NpyArray>
            {
                ["x"] = new("u1", [2, 3], new byte[6]),
                ["y"] = new("i8", [2], new byte[16]),
            })),
        "png" => Png.Encode(RgbImage.Filled(5, 3, 1, 2, 3), new Dictionary<string, string> { ["key"] = "text" }),
        "table" => Encoding.UTF8.GetBytes(
            "file,class,split,group,xmin,ymin,xmax,ymax\na.png,TUM,train,\"p,1\",1,2,30,40\nb.png,ÄDI,val,p2,,,,\n"),
        "classes" => "TUM tumour\n# a comment\nADI adipose tissue\n"u8.ToArray(),
        "merges" => "#version: 0.2\na b\na b</w>\n"u8.ToArray(),
        _ => Picture(format),
    };

    private static byte[] Written(TemporaryFolder folder, Action<string> write)
    {
        write(folder.At("good"));
        return File.ReadAllBytes(folder.At("good"));
    }

    private static byte[] Picture(string format)
    {
        using var image = Pictures.Spots(1);
        return format switch
        {
            "jpeg" => image.JpegsaveBuffer(),
            "tiff" => image.TiffsaveBuffer(compression: NetVips.Enums.ForeignTiffCompression.Lzw),
            "webp" => image.WebpsaveBuffer(),
            _ => Pictures.PlanarTiff(image),
        };
    }
}
