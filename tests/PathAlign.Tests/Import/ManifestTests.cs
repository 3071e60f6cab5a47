using PathAlign.Imaging;
using PathAlign.Import;
using PathAlign.Import.Images;
using Xunit;

namespace PathAlign.Tests.Import;

/// <summary>Tables that describe the files of a folder: manifests, boxes and class maps.</summary>
public sealed class ManifestTests : ImportTestBase
{
    [Fact]
    public void A_manifest_says_class_split_and_group()
    {
        Many(2, i => $"pile/{i}.tif");
        Many(1, i => "pile/unnamed.png");
        var manifest = Text(
            "m.csv",
            "\uFEFFFile;Class;Split;Group\npile\\0.tif;TUM;train;p1\n./pile/1.tif;ADI;test;p2\n" +
                "pile/gone.tif;ADI;val;p3\n");

        var report = Import(o => o with { Manifest = manifest });

        Assert.Equal(
            ["pile/0.tif train TUM p1", "pile/1.tif test ADI p2"],
            Imported(report).Select(f => $"{f.Name} {f.Split} {f.Class} {f.Group}"));
        Assert.Equal(
            [("pile/gone.tif", "in the manifest, but not in the folder"), ("pile/unnamed.png", "not in the manifest")],
            report.Skipped.Select(f => (f.Path, f.Reason)));
    }

    [Fact]
    public void Files_are_found_without_their_extension_and_by_a_path_that_is_in_the_folder()
    {
        Many(1, i => "ISIC_001.png", i => "deep/ISIC_002.jpg", i => "deep/ISIC_003.png");
        var manifest = Text("m.csv", $"image_id,label\nISIC_001,nv\ndeep/ISIC_002,mel\n{At("deep/ISIC_003.png")},nv");

        var report = Import(o => o with { Manifest = manifest });

        Assert.Equal(
            ["ISIC_001.png nv", "deep/ISIC_002.jpg mel", "deep/ISIC_003.png nv"],
            Imported(report).Select(f => $"{f.Name} {f.Class}"));
    }

    [Theory]
    [InlineData("file,class\n../x.png,a", "row 2", "inside the folder, found '../x.png'")]
    [InlineData("file,class\na/../../x.png,a", "row 2", "inside the folder")]
    [InlineData("file,class\n/etc/x.png,a", "row 2", "inside the folder")]
    [InlineData("file,class\nC:\\x.png,a", "row 2", "inside the folder")]
    [InlineData("file,class\nx.png,", "row 2", "a class, found none")]
    [InlineData("file,class\nx.png,a\nx.png,b", "row 3", "each file once")]
    [InlineData("file,class,split\nx.png,a,dev", "row 2", "train, val or test, found 'dev'")]
    [InlineData("file,kind\nx.png,a", "row 1", "column 'class' or 'label'")]
    [InlineData("file,class\nx.png", "row 2", "2 fields, found 1")]
    [InlineData("file,class\n\"x.png,a", "row 2", "")]
    [InlineData("", "row 1", "a head")]
    public void A_manifest_that_breaks_a_rule_is_refused_by_row(string text, string place, string rule)
    {
        Many(1, i => "x.png");

        var error = Refusal(o => o with { Manifest = Text("m.csv", text) });

        Assert.Contains($"m.csv: {place}: ", error);
        Assert.Contains(rule, error);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void Each_box_of_a_manifest_is_a_tile_and_those_of_one_image_stay_in_one_split()
    {
        Many(10, i => $"fields/{i}.png");
        var rows = Enumerable.Range(0, 10).SelectMany(
            i => new[] { $"{i}.png,WBC,4,5,20,17", $"{i}.png,RBC,30,30,46,48", $"{i}.png,RBC,0,40,10,48" });
        var manifest = Text("m.csv", "filename,cell_type,xmin,ymin,xmax,ymax\n" + string.Join('\n', rows));

        var report = Import(o => o with { Manifest = manifest, Size = 16 });

        Assert.Equal(30, Imported(report).Count);
        Assert.Equal(30, Tiles(Out).Count);
        Assert.Equal(["RBC", "WBC"], report.Description.Codes);
        Assert.All(
            Imported(report).GroupBy(f => f.Name), image => Assert.Single(image.Select(f => f.Split).Distinct()));
        Assert.Contains(report.Lines(), line => line.StartsWith("imported: 30 of 30 boxes as tiles of 16 px"));
        Assert.Contains("fields/0.png,\"0,40-10,48\",imported", File.ReadAllText(Path.Combine(Out, "import.csv")));
    }

    [Theory]
    [InlineData(4, 5, 20, 17, 4, 3, 16)]    // 16×12: a square around the same centre
    [InlineData(0, 40, 10, 48, 0, 38, 10)]  // moved into the image
    [InlineData(0, 20, 48, 24, 0, 0, 48)]   // as wide as the image
    public void A_box_is_cut_as_the_square_around_it(
        int left, int top, int right, int bottom, int x, int y, int side)
    {
        Assert.Equal((x, y, side), new Box(left, top, right, bottom).Square(48, 48));

        Many(1, i => "a.png");
        var manifest = Text("m.csv", $"file,class,left,top,right,bottom\na.png,A,{left},{top},{right},{bottom}");
        Import(o => o with { Manifest = manifest, Test = 0, Validation = 0 });

        using var source = NetVips.Image.NewFromFile(At("a.png"));
        using var cut = source.Crop(x, y, side, side);
        var written = Path.Combine(Out, Assert.Single(Tiles(Out)).Key);
        Assert.Equal(Pictures.Pixels(cut), Png.Decode(File.ReadAllBytes(written), "tile").Pixels);
    }

    [Theory]
    [InlineData("4,5,20,17", 2, 1)]     // 20 px around the same middle
    [InlineData("0,0,48,40", 14, 10)]   // less than the box
    [InlineData("44,46,48,48", 28, 28)] // moved into the image
    public void A_crop_with_boxes_keeps_one_scale(string box, int x, int y)
    {
        Many(1, i => "a.png");
        var manifest = Text("m.csv", $"file,class,xmin,ymin,xmax,ymax\na.png,A,{box}");

        var report = Import(o => o with { Manifest = manifest, Crop = 20, Test = 0, Validation = 0 });

        using var source = NetVips.Image.NewFromFile(At("a.png"));
        using var cut = source.Crop(x, y, 20, 20);
        var written = Path.Combine(Out, Assert.Single(Tiles(Out)).Key);
        Assert.Equal(Pictures.Pixels(cut), Png.Decode(File.ReadAllBytes(written), "tile").Pixels);
        Assert.Contains("cut around its box", Assert.Single(Imported(report)).Changes);
    }

    [Fact]
    public void A_crop_that_is_larger_than_the_image_leaves_its_boxes_out()
    {
        Many(2, i => $"{i}.png");
        var manifest = Text("m.csv", "file,class,xmin,ymin,xmax,ymax\n0.png,A,1,1,9,9\n1.png,A,1,1,9,9");

        var error = Refusal(o => o with { Manifest = manifest, Crop = 49, Size = 16 });

        Assert.Contains("smaller than --crop 49: 48×48 px", error);
    }

    [Theory]
    [InlineData("x.png,a,-1,5,8,9", "a box: xmin, ymin, xmax, ymax in pixels")]
    [InlineData("x.png,a,one,5,8,9", "found one, 5, 8, 9")]
    [InlineData("x.png,a,1,5,,9", "a box")]
    [InlineData("x.png,a,1,5,8,1e300", "a box")]
    public void A_box_that_breaks_a_rule_is_refused_by_row(string rows, string rule)
    {
        Many(1, i => "x.png");

        Assert.Contains(
            rule, Refusal(o => o with { Manifest = Text("m.csv", "file,class,xmin,ymin,xmax,ymax\n" + rows) }));
    }

    [Fact]
    public void A_box_that_gives_no_tile_is_left_out_with_the_reason()
    {
        Many(1, i => "x.png");
        var manifest = Text(
            "m.csv",
            "file,class,xmin,ymin,xmax,ymax\n" +
                "x.png,a,1,1,9,9\nx.png,a,40,40,49,48\nx.png,a,5,5,5,9\nx.png,b,1,1,9,9");

        var report = Import(o => o with { Manifest = manifest, Size = 8, Test = 0, Validation = 0 });

        Assert.Equal(
            [
                ("x.png at 1,1-9,9", "the same box again"),
                ("x.png at 40,40-49,48", "the box 40,40-49,48 is not in the image of 48×48 px"),
                ("x.png at 5,5-5,9", "an empty box"),
            ],
            report.Skipped.Select(f => (f.Path, f.Reason)));
    }

    [Fact]
    public void A_class_map_renames_joins_and_leaves_out_and_names_what_it_lacks()
    {
        Many(4, i => $"BNE/{i}.png", i => $"SNE/{i}.png", i => $"smudge/{i}.png", i => $"other/{i}.png");
        var map = Text("map.csv", "source,class\nBNE,neutrophil\nSNE,neutrophil\nsmudge,\n");

        var report = Import(o => o with { ClassMap = map });

        Assert.Equal(["neutrophil"], report.Description.Codes);
        Assert.Equal(8, Imported(report).Count);
        Assert.Equal(
            ["the class 'other' is not in the class map", "the class map leaves the class 'smudge' out"],
            report.Skipped.Select(f => f.Reason).Distinct());
    }

    [Fact]
    public void A_group_from_the_path_lies_in_one_split()
    {
        for (var patient = 0; patient < 12; patient++)
        {
            var of = patient;
            Many(3, i => $"a/P{of:D2}_{i}.png", i => $"b/P{of:D2}_{i}.png");
        }

        var report = Import(o => o with { Group = @"/(P\d+)_" });

        Assert.Equal(12, Imported(report).Select(f => f.Group).Distinct().Count());
        Assert.All(Imported(report).GroupBy(f => f.Group), g => Assert.Single(g.Select(f => f.Split).Distinct()));
        Assert.DoesNotContain(report.Lines(), line => line.Contains("leak"));
    }
}
