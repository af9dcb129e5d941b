package io.kvasir.sdk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.enhanced.dynamodb.extensions.annotations.DynamoDbVersionAttribute;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbBean;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSortKey;

/// A bean as the enhanced client wants it.
@DynamoDbBean
public class Song {
    private @Nullable String artist;
    private @Nullable String title;
    private @Nullable List<String> tags;
    private @Nullable Map<String, Integer> ratings;
    private @Nullable Instant recorded;
    private int plays;
    private @Nullable Integer version;

    static Song of(String artist, String title) {
        Song song = new Song();
        song.setArtist(artist);
        song.setTitle(title);
        return song;
    }

    @DynamoDbPartitionKey
    public @Nullable String getArtist() {
        return artist;
    }

    public void setArtist(@Nullable String artist) {
        this.artist = artist;
    }

    @DynamoDbSortKey
    public @Nullable String getTitle() {
        return title;
    }

    public void setTitle(@Nullable String title) {
        this.title = title;
    }

    public @Nullable List<String> getTags() {
        return tags;
    }

    public void setTags(@Nullable List<String> tags) {
        this.tags = tags;
    }

    public @Nullable Map<String, Integer> getRatings() {
        return ratings;
    }

    public void setRatings(@Nullable Map<String, Integer> ratings) {
        this.ratings = ratings;
    }

    public @Nullable Instant getRecorded() {
        return recorded;
    }

    public void setRecorded(@Nullable Instant recorded) {
        this.recorded = recorded;
    }

    public int getPlays() {
        return plays;
    }

    public void setPlays(int plays) {
        this.plays = plays;
    }

    @DynamoDbVersionAttribute
    public @Nullable Integer getVersion() {
        return version;
    }

    public void setVersion(@Nullable Integer version) {
        this.version = version;
    }
}
