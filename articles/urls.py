"""Every address of the archive. They are permanent (DESIGN.md section 6)."""

from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import path, register_converter

from articles.api import api
from articles.feeds import ArchiveFeed
from articles.sitemaps import SITEMAPS
from articles.views import about, article, calendar, front, outlets, pictures, relations, searching
from articles.views.dates import FourDigits, TwoDigits

register_converter(FourDigits, "yyyy")
register_converter(TwoDigits, "nn")

urlpatterns = [
    path("", front.home, name="home"),
    path("archive/", calendar.archive, name="archive"),
    path("archive/undated/", calendar.undated, name="undated"),
    path("archive/<yyyy:year>/", calendar.year, name="year"),
    path("archive/<yyyy:year>/<nn:month>/", calendar.month, name="month"),
    path("archive/<yyyy:year>/<nn:month>/<nn:day>/", calendar.day, name="day"),
    path("sources/", outlets.sources, name="sources"),
    path("sources/<slug:slug>/", outlets.source, name="source"),
    path("sources/<slug:slug>/feed/", ArchiveFeed(), name="source_feed"),
    path("sources/<slug:slug>/changed/", relations.changed, name="source_changed"),
    path("articles/<slug:public_id>/", article.article, name="article"),
    path("articles/<slug:public_id>/original/<slug:sha256>/", article.original, name="original"),
    path("articles/<slug:public_id>/versions/<slug:old>..<slug:new>/", relations.difference, name="difference"),
    path("articles/<slug:public_id>/story/", relations.story, name="story"),
    path("articles/<slug:public_id>/linking/", relations.linking, name="linking"),
    path("changed/", relations.changed, name="changed"),
    path("search/", searching.search, name="search"),
    path("search/help/", searching.search_help, name="search_help"),
    path("opensearch.xml", searching.opensearch, name="opensearch"),
    path("pictures/", pictures.pictures, name="pictures"),
    path("pictures/<slug:sha256>/", pictures.picture, name="picture"),
    path("pictures/<slug:sha256>/<int:width>/", pictures.thumbnail, name="thumbnail"),
    path("pictures/<slug:sha256>/articles/", pictures.photograph, name="photograph"),
    path("about/", about.about, name="about"),
    path("feed/", ArchiveFeed(), name="feed"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_section"}, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap_section"),
    path("robots.txt", about.robots, name="robots"),
    path("api/", api.urls),
    path("admin/", admin.site.urls),
]
