using NetVips;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Import;
using PathAlign.Import.Sources;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Import;

/// <summary>Folders as people have them become a data set; what is done with each file is said.</summary>
public sealed class FolderImportTests : ImportTestBase
{
    [Fact]
    public void A_folder_per_class_of_any_format_is_a_data_set_for_every_command()
    {
        foreach (var extension in new[] { "png", "jpg", "tif", "webp", "TIFF" })
            Many(4, i => $"ADI/{i}.{extension}", i => $"TUM/deeper/{i}.{extension}");

        var report = Import();

        var data = TileDatasets.Load(Out);
        Assert.Equal(["ADI", "TUM"], data.Description.Codes);
        Assert.Equal((28, 4, 8), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Empty(data.Skipped);
        Assert.Equal(Pictures.Side, data.Train.Size);
        Assert.Contains("imported: 40 of 40 files as tiles of 48 px (train 28, val 4, test 8)", report.Lines().First());
        Assert.True(File.Exists(Path.Combine(Out, "preview.png")));
        Assert.Equal(41, File.ReadAllLines(Path.Combine(Out, "import.csv")).Length);
    }

    [Fact]
    public void The_folders_of_torchvision_keep_their_splits()
    {
        Many(2, i => $"train/a/{i}.jpg", i => $"train/b/x/{i}.jpg", i => $"valid/a/{i}.jpg", i => $"Test/b-{i}.jpg");
        Many(1, i => $"holdout/a/{i}.jpg", i => $"train/7_{i}.jpg");

        var report = Import();

        Assert.Equal(
            ["Test/b-0.jpg test b", "Test/b-1.jpg test b", "train/a/0.jpg train a", "train/a/1.jpg train a",
                "train/b/x/0.jpg train b", "train/b/x/1.jpg train b", "valid/a/0.jpg val a", "valid/a/1.jpg val a"],
            Imported(report).Select(f => $"{f.Name} {f.Split} {f.Class}"));
        Assert.Equal(
            [("holdout/a/0.jpg", "not in a folder named train, val or test"),
                ("train/7_0.jpg", "no class: not in a class folder, and the name does not start with one")],
            report.Skipped.Select(f => (f.Path, f.Reason)));
        Assert.Contains("note: val has no images of b", report.Lines());
    }

    [Theory]
    [InlineData("(", "regular expression")]
    [InlineData("P\\d+", "expected a path that 'P\\d+' matches")]
    [InlineData("(x+x+)+y", "takes over a second")]
    public void A_group_that_cannot_be_told_is_refused(string pattern, string words)
    {
        Many(1, i => $"a/{new string('x', 60)}.png");

        Assert.Contains(words, Refusal(o => o with { Group = pattern }));
    }

    [Fact]
    public void A_group_in_two_given_splits_is_a_leak()
    {
        Many(1, i => "train/a/P1-x.png", i => "train/a/P2-x.png", i => "test/a/P1-y.png");

        var named = Import(o => o with { Group = "P." });
        var dropped = Import(o => o with { Group = "P.", DropLeaks = true });

        Assert.Contains(named.Lines(), line => line.Contains("of a group that is also in another split"));
        Assert.Equal(["test/a/P1-y.png", "train/a/P2-x.png"], Imported(dropped).Select(f => f.Name));
    }

    [Fact]
    public void Copies_across_splits_are_named_and_left_out_on_request()
    {
        Many(3, i => $"train/a/{i}.png");
        using var same = Pictures.Spots(100);
        using var alike = Pictures.Spots(101);
        Pictures.Save(same, At("train/b/same.png"));
        Pictures.Save(same, At("test/a/same.tif"));
        Pictures.Save(alike, At("train/a/alike.png"));
        Pictures.Save(alike, At("val/a/alike.jpg"));

        var named = Import();
        var dropped = Import(o => o with { DropLeaks = true });

        Assert.Equal(7, Imported(named).Count);
        var lines = string.Join('\n', named.Lines());
        Assert.Contains("leak: 1 × the same pixels as an image of another split, for instance train/b/same.png", lines);
        Assert.Contains("leak: 1 × looks the same as an image of another split, for instance train/a/alike.png", lines);
        Assert.Contains("labels: 1 × the same pixels under two classes", lines);
        Assert.Equal(5, Imported(dropped).Count);
        Assert.Equal(
            ["leak: looks the same as val/a/alike.jpg in val", "leak: the same pixels as test/a/same.tif in test"],
            dropped.Skipped.Select(f => f.Reason));
        Assert.Equal(3, TileFolder.Load(Out).Train.Count);   // the tiles of the first import are gone
    }

    [Fact]
    public void Copies_in_a_split_are_named()
    {
        using var same = Pictures.Spots(100);
        foreach (var name in new[] { "train/a/1.png", "train/a/2.tif" }) Pictures.Save(same, At(name));

        Assert.Contains(
            "copies: 1 × the same pixels twice in one split, for instance train/a/2.tif: the same pixels as " +
                "train/a/1.png in train",
            Import().Lines());
    }

    [Fact]
    public void What_cannot_be_read_is_listed_with_its_reason()
    {
        Many(4, i => $"a/{i}.jpg");
        File.WriteAllBytes(At("a/cut.jpg"), File.ReadAllBytes(At("a/0.jpg"))[..^400]);
        File.WriteAllBytes(At("a/text.png"), "hello"u8.ToArray());
        File.WriteAllBytes(At("a/empty.tif"), []);
        foreach (var name in new[] { "a/._0.jpg", "a/Thumbs.db", "a/notes.txt", "a/README" })
            File.WriteAllText(At(name), "x");
        foreach (var name in new[] { ".git", "__MACOSX" }) Many(1, _ => $"{name}/a/0.png");
        Directory.CreateSymbolicLink(At("a/loop"), Source);
        File.CreateSymbolicLink(At("a/dangling.png"), At("nowhere"));

        var report = Import();

        Assert.Equal(4, Imported(report).Count);
        var reasons = report.Skipped.ToDictionary(f => f.Path, f => f.Reason);
        Assert.Equal(
            [".git", "__MACOSX", "a/._0.jpg", "a/README", "a/Thumbs.db", "a/cut.jpg", "a/dangling.png", "a/empty.tif",
                "a/loop", "a/notes.txt", "a/text.png"],
            reasons.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("a hidden file", reasons["a/._0.jpg"]);
        Assert.Equal("a hidden folder", reasons["__MACOSX"]);
        Assert.Equal("a link to a folder, which is not followed", reasons["a/loop"]);
        Assert.Equal("no PNG, JPEG, TIFF or WebP, but .txt", reasons["a/notes.txt"]);
        Assert.Contains("expected a whole image", reasons["a/cut.jpg"]);
        Assert.Equal("expected PNG, JPEG, TIFF or WebP, found other content", reasons["a/text.png"]);
        Assert.Contains("found 0", reasons["a/empty.tif"]);
        Assert.Equal(16, File.ReadAllLines(Path.Combine(Out, "import.csv")).Length);
    }

    [Fact]
    public void Mixed_sizes_are_one_sentence_until_a_size_or_crop_is_given()
    {
        Many(4, i => $"a/{i}.png");
        Pictures.Save(Pictures.Spots(50, 60, 54), At("a/odd.png"));

        var error = Refusal();
        var scaled = Import(o => o with { Size = 28 });

        Assert.Contains("found 48×48 (4), 60×54 (1); --size N scales all to N×N, --crop N cuts", error);
        Assert.Equal(28, TileFolder.Load(Out).Train.Size);
        Assert.Contains("changed: not square: the middle square is kept (1)", scaled.Lines());
    }

    [Fact]
    public void An_image_smaller_than_the_crop_is_left_out()
    {
        Many(3, i => $"a/{i}.png");
        Pictures.Save(Pictures.Spots(50, 60, 24), At("a/low.png"));

        var report = Import(o => o with { Crop = 32 });

        Assert.Equal(
            [("a/low.png", "smaller than --crop 32: 60×24 px")], report.Skipped.Select(f => (f.Path, f.Reason)));
        Assert.Equal(32, TileFolder.Load(Out).Train.Size);
    }

    [Fact]
    public void A_split_that_the_source_lacks_is_taken_from_train()
    {
        Many(20, i => $"train/a/{i}.png");
        Many(4, i => $"val/a/{i}.png");

        var report = Import(o => o with { Test = 0.2 });
        var refused = Refusal(o => o with { Out = Beside("other"), Validation = 0.1 });

        var data = TileFolder.Load(Out);
        Assert.Equal((16, 4, 4), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.Equal(24, Imported(report).Count);
        Assert.Contains("expected no --val where the source has the split val", refused);
    }

    [Fact]
    public void A_repeated_import_keeps_an_edited_description_unless_an_option_says_otherwise()
    {
        Many(4, i => $"a/{i}.png");
        Import();
        var path = Path.Combine(Out, DescriptionFile.InFolder);
        DescriptionFile.Write(path, DescriptionFile.Read(path) with { MicrometresPerPixel = 0.5 });

        Assert.Equal(0.5, Import().Description.MicrometresPerPixel);
        Import(o => o with { Stain = "Giemsa" });

        var description = DescriptionFile.Read(path);
        Assert.Equal(("Giemsa", 0.5), (description.Stain, description.MicrometresPerPixel));
        Assert.Equal(RatingCriteria.For("Giemsa"), description.Criteria);
    }

    [Fact]
    public void The_same_seed_gives_the_same_tiles_and_another_seed_another_split()
    {
        Many(30, i => $"a/{i}.png");

        Import();
        var first = Tiles(Out);
        Import(o => o with { Out = Beside("again") });
        Import(o => o with { Out = Beside("other"), Seed = 2 });

        Assert.Equal(first, Tiles(Beside("again")));
        Assert.NotEqual(first.Keys, Tiles(Beside("other")).Keys);
    }

    [Fact]
    public void A_stopped_import_leaves_no_data_set_and_goes_on_with_what_it_wrote()
    {
        Many(40, i => $"a/{i}.png");
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => new FolderImport(Options(), progress =>
        {
            if (progress is { Stage: "import", Done: 10 }) stop.Cancel();
        }).Run(stop.Token));
        var before = Written(Out + ".part");
        File.WriteAllBytes(before.Keys.First(), [1, 2, 3]);   // as a power cut leaves it
        Import();

        Assert.False(Directory.Exists(Out + ".part"));
        Assert.InRange(before.Count, 10, 30);
        Assert.Equal(40, Tiles(Out).Count);
        var after = Written(Out);
        Assert.All(
            before.Skip(1), tile => Assert.Equal(tile.Value, after[tile.Key.Replace("out.part", "out")]));
    }

    [Fact]
    public void A_repeat_takes_in_what_changed_and_keeps_a_description_that_a_person_wrote()
    {
        Many(10, i => $"train/a/{i}.png");
        Import();
        var description = DescriptionFile.Read(Path.Combine(Out, "dataset.json")) with { Stain = "Giemsa" };
        DescriptionFile.Write(Path.Combine(Out, "dataset.json"), description);
        File.Delete(At("train/a/0.png"));
        Many(1, i => "train/a/1.png", i => "train/a/new.png");

        Import();

        Assert.Equal(10, Tiles(Out).Count);
        Assert.Equal("Giemsa", TileFolder.Load(Out).Description.Stain);
    }

    [Fact]
    public void A_given_stain_is_written_with_the_criteria_that_go_with_it()
    {
        Many(10, i => $"train/a/{i}.png");

        Import(o => o with { Stain = "Giemsa" });

        var description = DescriptionFile.Read(Path.Combine(Out, "dataset.json"));
        Assert.Equal("Giemsa", description.Stain);
        Assert.Equal(RatingCriteria.Cells, description.Criteria);
    }

    [Fact]
    public void A_folder_of_something_else_is_not_written_to()
    {
        Many(3, i => $"a/{i}.png");
        AtomicFile.Write(Path.Combine(Out, "thesis.txt"), "x");

        Assert.Contains("expected a new folder or that of an earlier import", Refusal());
        Assert.Contains("outside", Refusal(o => o with { Out = At("out") }));
        Assert.Equal(["thesis.txt"], Directory.EnumerateFileSystemEntries(Out).Select(Path.GetFileName));
    }

    [Fact]
    public void Names_that_no_class_may_have_are_refused_and_other_names_are_kept()
    {
        Many(3, i => $"Größe 腫瘍/=cmd[{i}] ö.png");
        Assert.Equal(["Größe 腫瘍"], Import().Description.Codes);
        Assert.Equal(3, Tiles(Out).Count);

        Many(3, i => $"a (1)/{i}.png");
        Assert.Contains("Code", Refusal());
    }

    [Fact]
    public void A_description_beside_the_source_names_the_classes()
    {
        Many(3, i => $"b/{i}.png");
        File.WriteAllText(At("dataset.json"), """{"classes":[{"code":"c","name":"c"},{"code":"b","name":"bee"}]}""");

        Assert.Equal(["c", "b"], Import().Description.Codes);
        Many(3, i => $"x/{i}.png");
        Assert.Contains("expected one of c, b, found 'x'", Refusal());
    }

    [Fact]
    public void The_name_of_an_archive_is_no_folder_to_write()
    {
        Many(1, i => $"a/{i}.png");

        Assert.Contains(
            "expected a folder to write, found the name of an archive", Refusal(o => o with { Out = "x.npz" }));
        Assert.False(Directory.Exists("x.npz"));
    }

    [Fact]
    public void No_image_at_all_is_one_sentence()
    {
        File.WriteAllText(At("stray.png"), "x");

        Assert.Contains("left out 1, the first stray.png: no class: not in a class folder", Refusal());
    }
}
